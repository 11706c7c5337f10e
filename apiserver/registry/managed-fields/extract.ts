/** All field paths of a value. Upstream: structured-merge-diff's TypedValue.ToFieldSet. */
import { isObject } from '../patch/json-value.ts'
import { elementOf, formOf } from './element-of.ts'
import { emptySet, leaf, makeSet } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/** The paths of what is in `value`, relative to it. Throws TypeMismatch when list elements cannot be told apart. */
export function fieldSetOfValue(shape: Shape, value: unknown): FieldSet {
  const form = formOf(shape, value)
  if (form === 'scalar') return leaf
  if (form === 'map') {
    if (shape.map!.atomic) return leaf
    return isObject(value) ? mapFields(shape.map!, value) : emptySet
  }
  if (shape.list!.atomic) return leaf
  return Array.isArray(value) ? listFields(shape.list!, value) : emptySet
}

function mapFields(shape: MapShape, map: Record<string, unknown>): FieldSet {
  const children = new Map<PathElement, FieldSet>()
  for (const name of Object.keys(map)) {
    const value = map[name]
    if (value === undefined) continue
    const named = shape.field(name)
    const field = named ?? shape.element
    if (field === undefined) continue
    const below = fieldSetOfValue(field, value)
    const member = below.member || named === undefined || value === null || (isObject(value) && isEmptyObject(value))
    if (member || below.children.size > 0) children.set(fieldElement(name), makeSet(member, below.children))
  }
  return makeSet(false, children)
}

function listFields(shape: ListShape, list: readonly unknown[]): FieldSet {
  const children = new Map<PathElement, FieldSet>()
  for (const value of list) {
    const element = elementOf(shape, value)
    // An element that occurs twice is owned by its own path alone.
    const set = children.has(element) ? leaf : makeSet(true, fieldSetOfValue(shape.element, value).children)
    children.set(element, set)
  }
  return makeSet(false, children)
}

function isEmptyObject(map: Record<string, unknown>): boolean {
  for (const name in map) if (map[name] !== undefined) return false
  return true
}
