/**
 * Sets of field paths. Upstream: structured-merge-diff's fieldpath.Set.
 *
 * A set is a tree of steps; `member` says that the path which ends at this node belongs to the set. Sets are values:
 * nothing here changes a set it was given. A node is kept only when it is a member or has children.
 */
import { comparePathElements, fieldElement, fieldNameOf, printPathElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { Shape } from './shape.ts'

export interface FieldSet {
  readonly member: boolean
  readonly children: ReadonlyMap<PathElement, FieldSet>
}

const none: ReadonlyMap<PathElement, FieldSet> = new Map()

export const emptySet: FieldSet = { member: false, children: none }
/** A member with nothing below it. */
export const leaf: FieldSet = { member: true, children: none }

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0
}

export function makeSet(member: boolean, children: ReadonlyMap<PathElement, FieldSet>): FieldSet {
  if (children.size > 0) return { member, children }
  return member ? leaf : emptySet
}

/** The set of the given paths of field names: `fieldSetOf(['metadata', 'name'], ['status'])`. */
export function fieldSetOf(...paths: readonly (readonly string[])[]): FieldSet {
  const builder = new SetBuilder()
  for (const path of paths) builder.insert(path.map(fieldElement))
  return builder.build()
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a
  if (isEmpty(a)) return b
  if (b.children.size === 0) return makeSet(a.member || b.member, a.children)
  const children = new Map(a.children)
  for (const [element, child] of b.children) {
    const own = children.get(element)
    children.set(element, own === undefined ? child : union(own, child))
  }
  return makeSet(a.member || b.member, children)
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a
  const children = new Map<PathElement, FieldSet>()
  const [small, large] = a.children.size < b.children.size ? [a, b] : [b, a]
  for (const [element, child] of small.children) {
    const other = large.children.get(element)
    if (other === undefined) continue
    const shared = intersection(child, other)
    if (!isEmpty(shared)) children.set(element, shared)
  }
  return makeSet(a.member && b.member, children)
}

/** The paths of `a` that are not paths of `b`. What lies below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a
  return remainder(a, a.member && !b.member, subtract(a, b, difference))
}

/** The paths of `a` that are neither paths of `b` nor below one. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a
  const below = (child: FieldSet, other: FieldSet): FieldSet =>
    other.member ? emptySet : recursiveDifference(child, other)
  return remainder(a, a.member && !b.member, subtract(a, b, below))
}

/** The set itself where nothing was taken from it. */
function remainder(whole: FieldSet, member: boolean, children: FieldSet['children']): FieldSet {
  return member === whole.member && children === whole.children ? whole : makeSet(member, children)
}

/** The children of `a` less what `below` takes from them; the same ones when that is nothing, as it mostly is. */
function subtract(
  a: FieldSet, b: FieldSet, below: (child: FieldSet, other: FieldSet) => FieldSet,
): ReadonlyMap<PathElement, FieldSet> {
  let left: Map<PathElement, FieldSet> | undefined
  const [fewer, more] = a.children.size < b.children.size ? [a, b] : [b, a]
  for (const element of fewer.children.keys()) {
    if (!more.children.has(element)) continue
    const child = a.children.get(element)!
    const rest = below(child, b.children.get(element)!)
    if (rest === child) continue
    left ??= new Map(a.children)
    if (isEmpty(rest)) left.delete(element)
    else left.set(element, rest)
  }
  return left ?? a.children
}

/** Makes members of all fields that the schema names and that have something below them. */
export function withNamedFields(set: FieldSet, shape: Shape | undefined): FieldSet {
  if (set.children.size === 0) return set
  const children = new Map<PathElement, FieldSet>()
  for (const [element, child] of set.children) {
    const name = fieldNameOf(element)
    const named = name !== undefined && child.children.size > 0 && shape?.map?.field(name) !== undefined
    const below = withNamedFields(child, shapeBelow(shape, element))
    children.set(element, makeSet(below.member || named, below.children))
  }
  return makeSet(set.member, children)
}

/** The shape of what a step leads to. */
export function shapeBelow(shape: Shape | undefined, element: PathElement): Shape | undefined {
  const name = fieldNameOf(element)
  if (name !== undefined) return shape?.map?.field(name) ?? shape?.map?.element
  return element.startsWith('k:') ? shape?.list?.element : undefined
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet | undefined = set
  for (const element of path) node = node?.children.get(element)
  return path.length > 0 && node?.member === true
}

/** All paths in upstream's order: at every level first the members, then what is below. */
export function* pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): Generator<readonly PathElement[]> {
  const elements = sortedChildren(set)
  for (const [element, child] of elements) if (child.member) yield [...prefix, element]
  for (const [element, child] of elements) {
    if (child.children.size > 0) yield* pathsOf(child, [...prefix, element])
  }
}

export function sortedChildren(set: FieldSet): [PathElement, FieldSet][] {
  const children = [...set.children]
  return children.length < 2 ? children : children.sort(([a], [b]) => comparePathElements(a, b))
}

/** As messages print a path: `.spec.containers[name="a"].image`. */
export function printPath(path: readonly PathElement[]): string {
  return path.map(printPathElement).join('')
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  if (a.member !== b.member || a.children.size !== b.children.size) return false
  for (const [element, child] of a.children) {
    const other = b.children.get(element)
    if (other === undefined || !equalSets(child, other)) return false
  }
  return true
}

/** Most nodes are leaves, which share the map without entries. */
interface Node { member: boolean; children: Map<PathElement, Node> | typeof none }

/** Collects paths one by one. */
export class SetBuilder {
  readonly #root: Node = { member: false, children: none }

  insert(path: readonly PathElement[]): void {
    if (path.length === 0) return
    let node = this.#root
    for (const element of path) node = childOf(node, element)
    node.member = true
  }

  /** The set; the builder must not be used after. */
  build(): FieldSet {
    return this.#root
  }
}

function childOf(node: Node, element: PathElement): Node {
  const known = node.children.get(element)
  if (known) return known
  const child: Node = { member: false, children: none }
  if (node.children instanceof Map && node.children !== none) node.children.set(element, child)
  else node.children = new Map([[element, child]])
  return child
}
