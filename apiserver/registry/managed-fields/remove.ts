/** A value without the given paths. Upstream: structured-merge-diff's TypedValue.RemoveItems. */
import { setOwn } from '../../../apimachinery/own.ts'
import { isObject } from '../patch/json-value.ts'
import { elementOf, formOf } from './element-of.ts'
import { emptySet } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldElement } from './path-element.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/** Containers that lose their parts stay, empty. What is atomic goes when something below it is to go. */
export function removePaths(shape: Shape, value: unknown, paths: FieldSet): unknown {
  if (paths.children.size === 0) return value
  const form = formOf(shape, value)
  if (form === 'map') return isObject(value) && !shape.map!.atomic ? removeFields(shape.map!, value, paths) : null
  if (form === 'list') {
    return Array.isArray(value) && !shape.list!.atomic ? removeItems(shape.list!, value, paths) : null
  }
  return value
}

function removeFields(shape: MapShape, map: Record<string, unknown>, paths: FieldSet): unknown {
  if (Object.keys(map).length === 0) return null
  const rest: Record<string, unknown> = {}
  let touched = false
  for (const name of Object.keys(map)) {
    const below = paths.children.get(fieldElement(name)) ?? emptySet
    if (below.member) continue
    if (below.children.size === 0) {
      setOwn(rest, name, map[name])
      continue
    }
    touched = true
    setOwn(rest, name, removeBelow(shape.field(name) ?? shape.element ?? {}, map[name], below))
  }
  return touched || Object.keys(rest).length > 0 ? rest : null
}

function removeItems(shape: ListShape, list: readonly unknown[], paths: FieldSet): unknown {
  if (list.length === 0) return null
  const rest: unknown[] = []
  let touched = false
  for (const item of list) {
    const below = paths.children.get(elementOf(shape, item)) ?? emptySet
    if (below.member) continue
    if (below.children.size > 0) touched = true
    rest.push(below.children.size > 0 ? removeBelow(shape.element, item, below) : item)
  }
  return touched || rest.length > 0 ? rest : null
}

function removeBelow(shape: Shape, value: unknown, paths: FieldSet): unknown {
  const rest = removePaths(shape, value, paths)
  if (rest !== null) return rest
  return isObject(value) ? {} : Array.isArray(value) ? [] : null
}
