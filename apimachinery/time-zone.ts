/**
 * Whether a name is one of the time zone database, in its own letters: `Europe/Berlin`, not `europe/berlin`, which the
 * runtime takes as well. Go looks names up as files.
 */
export function isTimeZone(name: string): boolean {
  let known: string
  try {
    known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return false
  }
  if (known === name) return true
  return known.toLowerCase() !== name.toLowerCase() && name.split('/').every((part) => /^[A-Z]/.test(part))
}
