/** What a write changed, as sets of field paths. Upstream: structured-merge-diff's TypedValue.Compare. */
import { ownValue } from '../../../apimachinery/own.ts'
import { equalValues, isObject } from '../patch/json-value.ts'
import { elementOf, formOf } from './element-of.ts'
import type { Form } from './element-of.ts'
import { SetBuilder } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/** No path is in more than one of the sets. */
export interface Comparison {
  removed: FieldSet
  modified: FieldSet
  added: FieldSet
}

interface Walk {
  readonly removed: SetBuilder
  readonly modified: SetBuilder
  readonly added: SetBuilder
  /** Where the walk is; pushed and popped in step with it. */
  readonly path: PathElement[]
}

/** Throws TypeMismatch when list elements cannot be told apart. */
export function compare(shape: Shape, left: unknown, right: unknown): Comparison {
  const walk: Walk = { removed: new SetBuilder(), modified: new SetBuilder(), added: new SetBuilder(), path: [] }
  compareValues(walk, shape, left, right)
  return { removed: walk.removed.build(), modified: walk.modified.build(), added: walk.added.build() }
}

/** One side may be undefined: absent. */
function compareValues(walk: Walk, shape: Shape, left: unknown, right: unknown): void {
  if (left === right) return
  const leftForm = formOf(shape, left)
  const rightForm = formOf(shape, right)
  let whole: boolean
  if (right === undefined) whole = compareAs(walk, shape, leftForm, left, right)
  else if (left === undefined || leftForm === rightForm) whole = compareAs(walk, shape, rightForm, left, right)
  else {
    compareAs(walk, shape, leftForm, left, right)
    whole = compareAs(walk, shape, rightForm, left, right)
  }
  if (whole) return
  if (left === undefined) walk.added.insert(walk.path)
  else if (right === undefined) walk.removed.insert(walk.path)
}

/** True when the value was taken as one, without looking at its parts. */
function compareAs(walk: Walk, shape: Shape, form: Form, left: unknown, right: unknown): boolean {
  if (form === 'map') {
    const leftMap = isObject(left) ? left : undefined
    const rightMap = isObject(right) ? right : undefined
    if (shape.map!.atomic || (isEmptyMap(leftMap) && isEmptyMap(rightMap))) return compareWhole(walk, left, right)
    compareMaps(walk, shape.map!, leftMap, rightMap)
    return false
  }
  if (form === 'list') {
    const leftList = Array.isArray(left) ? left : []
    const rightList = Array.isArray(right) ? right : []
    if (shape.list!.atomic || (leftList.length === 0 && rightList.length === 0)) return compareWhole(walk, left, right)
    compareLists(walk, shape.list!, leftList, rightList)
    return false
  }
  return compareWhole(walk, left, right)
}

function compareWhole(walk: Walk, left: unknown, right: unknown): true {
  if (left === undefined) walk.added.insert(walk.path)
  else if (right === undefined) walk.removed.insert(walk.path)
  else if (!equalValues(left, right)) walk.modified.insert(walk.path)
  return true
}

type JsonMap = Readonly<Record<string, unknown>>

function compareMaps(walk: Walk, shape: MapShape, left: JsonMap | undefined, right: JsonMap | undefined): void {
  if (left !== undefined) {
    for (const name of Object.keys(left)) compareField(walk, shape, name, left[name], ownValue(right, name))
  }
  if (right === undefined) return
  for (const name of Object.keys(right)) {
    if (ownValue(left, name) === undefined) compareField(walk, shape, name, undefined, right[name])
  }
}

function compareField(walk: Walk, shape: MapShape, name: string, left: unknown, right: unknown): void {
  if (left === right) return
  // A field without a type can only be one that decoding has dropped or that every object has, as kind.
  const field = shape.field(name) ?? shape.element
  if (field === undefined) return
  walk.path.push(fieldElement(name))
  compareValues(walk, field, left, right)
  walk.path.pop()
}

function compareLists(walk: Walk, shape: ListShape, left: readonly unknown[], right: readonly unknown[]): void {
  const leftItems = byElement(shape, left)
  const rightItems = byElement(shape, right)
  for (const [element, items] of leftItems) compareItems(walk, shape, element, items, rightItems.get(element) ?? [])
  for (const [element, items] of rightItems) {
    if (!leftItems.has(element)) compareItems(walk, shape, element, [], items)
  }
}

function byElement(shape: ListShape, list: readonly unknown[]): Map<PathElement, unknown[]> {
  const items = new Map<PathElement, unknown[]>()
  for (const value of list) {
    const element = elementOf(shape, value)
    const same = items.get(element)
    if (same === undefined) items.set(element, [value])
    else same.push(value)
  }
  return items
}

/** Elements that occur more than once are owned as one, by the path of the element alone. */
function compareItems(
  walk: Walk, shape: ListShape, element: PathElement, left: readonly unknown[], right: readonly unknown[],
): void {
  const { path } = walk
  path.push(element)
  if (left.length <= 1 && right.length <= 1) {
    compareValues(walk, shape.element, left[0], right[0])
  } else if (left.length >= 2 && right.length >= 2) {
    if (!equalValues(left, right)) walk.modified.insert(path)
  } else if (left.length >= 2) {
    if (right.length > 0) compareValues(walk, shape.element, undefined, right[0])
    walk.removed.insert(path)
  } else {
    if (left.length > 0) compareValues(walk, shape.element, left[0], undefined)
    walk.added.insert(path)
  }
  path.pop()
}

function isEmptyMap(map: JsonMap | undefined): boolean {
  if (map === undefined) return true
  for (const name in map) if (map[name] !== undefined) return false
  return true
}
