/** A value is told in so many characters at most: it may be a whole file. */
const longest = 80

/** What a user wrote, as a failure shows it: in one line and not endless. */
export function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? 'a list or map' : `'${oneLine(String(value))}'`
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

/** A text without what would break the line that it is told in. */
export function oneLine(text: string): string {
  return text.slice(0, 4 * longest).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
}
