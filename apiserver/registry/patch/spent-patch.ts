import { isObject } from './json-value.ts'

const orderPrefix = '$setElementOrder/'

/**
 * A strategic merge patch once it was applied to `object`: upstream takes out the directives that it has followed, and
 * a message shows what is left.
 */
export function spentPatch(object: unknown, patch: unknown): unknown {
  if (!isObject(patch) || !isObject(object)) return patch
  const { $patch: directive, $retainKeys, ...rest } = patch
  if (directive === 'replace') return { ...rest, ...($retainKeys === undefined ? {} : { $retainKeys }) }
  if (directive !== undefined) return patch
  const ordered = new Set(Object.keys(rest).filter((name) => name.startsWith(orderPrefix)))
  const left = Object.entries(rest).filter(([name]) => !ordered.has(name) && !ordered.has(`${orderPrefix}${name}`))
  return Object.fromEntries(left.map(([name, value]) => [name, spentPatch(object[name], value)]))
}
