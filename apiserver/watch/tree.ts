/**
 * An ordered map that is never changed: every `set` and `remove` gives a new one that shares all but the path to
 * the key. A B-tree, so that a path is two or three short arrays for tens of thousands of keys.
 */
export interface Tree<V> {
  readonly size: number
  get(key: string): V | undefined
  set(key: string, value: V): Tree<V>
  remove(key: string): Tree<V>
  /** Values whose key is at least `from`, in key order. */
  scan(from: string): Iterable<[string, V]>
  /** How many keys are less than `key`. */
  rank(key: string): number
}

/** The most keys in a leaf, and children in a branch. */
const width = 64

interface Leaf<V> {
  readonly leaf: true
  readonly size: number
  readonly keys: readonly string[]
  readonly values: readonly V[]
}

/** `keys[i]` is the least key below `children[i]` when it was split off; the first bounds nothing. */
interface Branch<V> {
  readonly leaf: false
  readonly size: number
  readonly keys: readonly string[]
  readonly children: readonly Node<V>[]
}

type Node<V> = Leaf<V> | Branch<V>

/** A tree without keys. */
export function emptyTree<V>(): Tree<V> {
  return treeOf(makeLeaf<V>([], []))
}

/** A tree of entries that come in key order, each key once: much faster than setting them one by one. */
export function treeOfSorted<V>(entries: Iterable<readonly [string, V]>): Tree<V> {
  let level: Node<V>[] = []
  let [keys, values]: [string[], V[]] = [[], []]
  for (const [key, value] of entries) {
    keys.push(key)
    values.push(value)
    if (keys.length < width) continue
    level.push(makeLeaf(keys, values))
    ;[keys, values] = [[], []]
  }
  if (keys.length > 0 || level.length === 0) level.push(makeLeaf(keys, values))
  while (level.length > 1) level = branchesOver(level)
  return treeOf(level[0]!)
}

function branchesOver<V>(nodes: readonly Node<V>[]): Node<V>[] {
  const count = Math.ceil(nodes.length / width)
  return Array.from({ length: count }, (_, at) => {
    const children = nodes.slice(at * width, (at + 1) * width)
    return makeBranch(children.map(firstKey), children)
  })
}

function treeOf<V>(root: Node<V>): Tree<V> {
  return new RootedTree(root)
}

/** A class, not an object of closures: every write makes one. */
class RootedTree<V> implements Tree<V> {
  readonly #root: Node<V>

  constructor(root: Node<V>) {
    this.#root = root
  }

  get size(): number {
    return this.#root.size
  }

  get(key: string): V | undefined {
    return find(this.#root, key)
  }

  set(key: string, value: V): Tree<V> {
    return treeOf(join(insert(this.#root, key, value)))
  }

  remove(key: string): Tree<V> {
    const left = without(this.#root, key)
    return left === this.#root ? this : treeOf(shrink(left ?? makeLeaf<V>([], [])))
  }

  scan(from: string): Iterable<[string, V]> {
    return walk(this.#root, from)
  }

  rank(key: string): number {
    return rankOf(this.#root, key)
  }
}

function makeLeaf<V>(keys: readonly string[], values: readonly V[]): Leaf<V> {
  return { leaf: true, size: keys.length, keys, values }
}

function makeBranch<V>(keys: readonly string[], children: readonly Node<V>[]): Branch<V> {
  return { leaf: false, size: children.reduce((sum, child) => sum + child.size, 0), keys, children }
}

/** The first index whose key is not less than `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Which child of a branch a key belongs to. */
function childFor(keys: readonly string[], key: string): number {
  const at = lowerBound(keys, key)
  return keys[at] === key ? at : Math.max(0, at - 1)
}

function find<V>(root: Node<V>, key: string): V | undefined {
  let node = root
  while (!node.leaf) node = node.children[childFor(node.keys, key)]!
  const at = lowerBound(node.keys, key)
  return node.keys[at] === key ? node.values[at] : undefined
}

/** One node, or two when it had to be split. */
function insert<V>(node: Node<V>, key: string, value: V): Node<V>[] {
  if (node.leaf) return insertIntoLeaf(node, key, value)
  const at = childFor(node.keys, key)
  const parts = insert(node.children[at]!, key, value)
  const children = node.children.toSpliced(at, 1, ...parts)
  if (parts.length === 1) return [makeBranch(node.keys, children)]
  const keys = node.keys.toSpliced(at + 1, 0, firstKey(parts[1]!))
  if (children.length <= width) return [makeBranch(keys, children)]
  const half = children.length >>> 1
  return [makeBranch(keys.slice(0, half), children.slice(0, half)), makeBranch(keys.slice(half), children.slice(half))]
}

function insertIntoLeaf<V>(node: Leaf<V>, key: string, value: V): Node<V>[] {
  const at = lowerBound(node.keys, key)
  if (node.keys[at] === key) return [makeLeaf(node.keys, node.values.with(at, value))]
  const keys = node.keys.toSpliced(at, 0, key)
  const values = node.values.toSpliced(at, 0, value)
  if (keys.length <= width) return [makeLeaf(keys, values)]
  // Keys mostly come in order (a fill, generated names in a series): leave the left part full then.
  const half = at === node.keys.length ? at : keys.length >>> 1
  return [makeLeaf(keys.slice(0, half), values.slice(0, half)), makeLeaf(keys.slice(half), values.slice(half))]
}

function join<V>(parts: Node<V>[]): Node<V> {
  return parts.length === 1 ? parts[0]! : makeBranch(parts.map(firstKey), parts)
}

function firstKey<V>(node: Node<V>): string {
  return node.keys[0]!
}

/** The node without the key: itself when the key is not in it, undefined when nothing is left. */
function without<V>(node: Node<V>, key: string): Node<V> | undefined {
  if (node.leaf) {
    const at = lowerBound(node.keys, key)
    if (node.keys[at] !== key) return node
    return node.size === 1 ? undefined : makeLeaf(node.keys.toSpliced(at, 1), node.values.toSpliced(at, 1))
  }
  const at = childFor(node.keys, key)
  const child = node.children[at]!
  const left = without(child, key)
  if (left === child) return node
  if (left !== undefined) return makeBranch(node.keys, node.children.with(at, left))
  return node.children.length === 1 ? undefined : makeBranch(node.keys.toSpliced(at, 1), node.children.toSpliced(at, 1))
}

/** A branch with one child is that child. */
function shrink<V>(node: Node<V>): Node<V> {
  return !node.leaf && node.children.length === 1 ? shrink(node.children[0]!) : node
}

function* walk<V>(node: Node<V>, from: string): Generator<[string, V]> {
  if (node.leaf) {
    for (let at = lowerBound(node.keys, from); at < node.keys.length; at++) yield [node.keys[at]!, node.values[at]!]
    return
  }
  for (let at = childFor(node.keys, from); at < node.children.length; at++) yield* walk(node.children[at]!, from)
}

function rankOf<V>(node: Node<V>, key: string): number {
  if (node.leaf) return lowerBound(node.keys, key)
  const at = childFor(node.keys, key)
  const before = node.children.slice(0, at).reduce((sum, child) => sum + child.size, 0)
  return before + rankOf(node.children[at]!, key)
}
