/** A patched object as a message of upstream's shows it. */
import { isObject } from './json-value.ts'

/**
 * The JSON of `patched`: what the patch went through has its names sorted, as Go writes the maps it was read into; what
 * the patch left alone (the same value as in `before`) is printed as it was.
 */
export function printPatched(before: unknown, patched: unknown): string {
  return escapeHtml(JSON.stringify(sorted(before, patched)))
}

/** The same JSON with all names sorted. */
export function sortedNames(value: unknown): unknown {
  return sorted(undefined, value)
}

function sorted(before: unknown, after: unknown): unknown {
  if (before === after) return after
  if (Array.isArray(after)) return after.map((item, at) => sorted(Array.isArray(before) ? before[at] : undefined, item))
  if (!isObject(after)) return after
  const old = isObject(before) ? before : {}
  return Object.fromEntries(Object.keys(after).sort().map((name) => [name, sorted(old[name], after[name])]))
}

/** Go's encoder does not write these as they are. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
