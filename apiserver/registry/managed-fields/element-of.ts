/** Which element of an associative list a value is. Upstream: structured-merge-diff's listItemToPathElement. */
import { ownValue } from '../../../apimachinery/own.ts'
import { isObject } from '../patch/json-value.ts'
import { keyElement, valueElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { ListShape } from './shape.ts'

/** A value that does not fit its type; `path` grows while the error travels up. */
export class TypeMismatch extends Error {
  override readonly name = 'TypeMismatch'
}

/** Throws TypeMismatch for values that cannot be elements. */
export function elementOf(list: ListShape, value: unknown): PathElement {
  return list.keys.length > 0 ? keyedElement(list, value) : setElement(value)
}

function keyedElement(list: ListShape, value: unknown): PathElement {
  if (value === null || value === undefined) {
    throw new TypeMismatch('associative list with keys may not have a null element')
  }
  if (!isObject(value)) throw new TypeMismatch('associative list with keys may not have non-map elements')
  const keys: Record<string, unknown> = {}
  let some = false
  for (const name of list.keys) {
    const own = ownValue(value, name)
    const key = own === undefined ? list.element.map?.keyDefault(name) : own
    if (key === undefined) continue
    keys[name] = key
    some = true
  }
  if (!some) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(' ')
    throw new TypeMismatch(`associative list with keys has an element that omits all key fields [${names}] ` +
      "(and doesn't have default values for any key fields)")
  }
  return keyElement(keys)
}

function setElement(value: unknown): PathElement {
  if (value === null || value === undefined) {
    throw new TypeMismatch("associative list without keys has an element that's an explicit null")
  }
  if (Array.isArray(value)) throw new TypeMismatch('not supported: associative list with lists as elements')
  if (typeof value === 'object') {
    throw new TypeMismatch("associative list without keys has an element that's a map type")
  }
  return valueElement(value)
}

/** Which of its forms a type takes for this value; null fits every form. */
export type Form = 'map' | 'scalar' | 'list'

export function formOf(shape: { scalar?: unknown; list?: unknown; map?: unknown }, value: unknown): Form {
  if (value !== null && value !== undefined) {
    if (Array.isArray(value)) {
      if (shape.list !== undefined) return 'list'
    } else if (typeof value === 'object') {
      if (shape.map !== undefined) return 'map'
    } else if (shape.scalar !== undefined) return 'scalar'
  }
  return shape.map !== undefined ? 'map' : shape.scalar !== undefined ? 'scalar' : 'list'
}
