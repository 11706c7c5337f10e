/** Field sets as JSON, the `fieldsV1` of a managedFields entry. */
import { emptySet, leaf, makeSet, sortedChildren } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { isKnownElement, isPlainKey, type PathElement, parsePathElement } from './path-element.ts'

/** `.` marks a member that has something below it; a member with nothing below is `{}`. */
const self = '.'

export type FieldsV1 = Record<string, unknown>

export function encodeFieldSet(set: FieldSet): FieldsV1 {
  return encodeBelow(set, {})
}

function encodeBelow(set: FieldSet, fields: FieldsV1): FieldsV1 {
  for (const [element, child] of sortedChildren(set)) {
    fields[element] = child.children.size === 0 ? {} : encodeBelow(child, child.member ? { [self]: {} } : {})
  }
  return fields
}

function elementOf(name: string): PathElement {
  return isPlainKey(name) ? name : parsePathElement(name)
}

/** Throws SyntaxError for what is no field set. */
export function decodeFieldSet(fields: unknown): FieldSet {
  if (fields === undefined || fields === null) return emptySet
  return decodeNode(fields, true)
}

function decodeNode(fields: unknown, root: boolean): FieldSet {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new SyntaxError('cannot read fieldsV1: not an object')
  }
  const names = Object.keys(fields)
  if (names.length === 0) return root ? emptySet : leaf
  const children = new Map<string, FieldSet>()
  let member = false
  for (const name of names) {
    if (name === self) member = true
    else if (isKnownElement(name)) children.set(elementOf(name), decodeNode((fields as FieldsV1)[name], false))
  }
  return makeSet(member && !root, children)
}
