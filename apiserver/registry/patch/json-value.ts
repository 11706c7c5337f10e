/** What the patches need to know of JSON values. */
import { ownValue } from '../../../apimachinery/own.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same JSON; a field that is undefined counts as absent. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equalValues(item, b[i]))
  }
  if (!isObject(a) || !isObject(b)) return false
  let more = 0
  for (const name of Object.keys(a)) {
    if (a[name] === undefined) continue
    if (!equalValues(a[name], ownValue(b, name))) return false
    more++
  }
  for (const name of Object.keys(b)) if (b[name] !== undefined) more--
  return more === 0
}
