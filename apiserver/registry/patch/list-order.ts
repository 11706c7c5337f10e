/** The order of a merged list. Upstream: strategicpatch's normalizeElementOrder. */
import { isObject } from './json-value.ts'
import { patchFailure } from './patch-meta.ts'
import { printGo, typeText } from './print-go.ts'

type List = readonly unknown[]

export function missingMergeKey(item: unknown, mergeKey: string): Error {
  return patchFailure(`map: ${printGo(item)} does not contain declared merge key: ${mergeKey}`)
}

/** Where the elements of a list are, by their value at the merge key: a client chooses how many there are. */
export class KeyIndex {
  readonly #places = new Map<unknown, number>()
  readonly #notMap: number

  constructor(list: List, mergeKey: string) {
    this.#notMap = list.findIndex((item) => !isObject(item))
    for (const [index, item] of (this.#notMap < 0 ? list : list.slice(0, this.#notMap)).entries()) {
      const map = item as Record<string, unknown>
      if (Object.hasOwn(map, mergeKey)) this.add(map[mergeKey], index)
    }
  }

  /** The first place counts. */
  add(value: unknown, index: number): void {
    if (!this.#places.has(value)) this.#places.set(value, index)
  }

  /** The place of the element that has this value, -1 for none. */
  find(value: unknown): number {
    const found = this.#places.get(value)
    if (found === undefined && this.#notMap >= 0) throw patchFailure(`value for key ${this.#notMap} is not a map`)
    return found ?? -1
  }
}

/** Those of `list` that `by` has too, and the others. */
export function partition(list: List, by: List, mergeKey: string): { present: unknown[]; absent: unknown[] } {
  const present: unknown[] = []
  const absent: unknown[] = []
  const known = mergeKey === '' ? new Set(by) : undefined
  const keys = mergeKey === '' ? undefined : new KeyIndex(by, mergeKey)
  for (const item of list) {
    const found = known?.has(item) ?? keys!.find(keyOf(item, mergeKey)) >= 0
    if (found) present.push(item)
    else absent.push(item)
  }
  return { present, absent }
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw patchFailure(`expected a map[string]interface {}, but received a ${typeText(item)}`)
  if (!Object.hasOwn(item, mergeKey)) throw missingMergeKey(item, mergeKey)
  return item[mergeKey]
}

/** What the patch names in the patch's order, the rest in the server's, both joined by the server's order. */
export function orderElements(
  patchItems: List, serverItems: List, patchOrder: List, serverOrder: List, mergeKey: string,
): unknown[] {
  const right = sorted(patchItems, patchOrder, mergeKey)
  const left = sorted(serverItems, serverOrder, mergeKey)
  const rankOf = ranks(serverOrder, mergeKey)
  const all: unknown[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i >= left.length) all.push(right[j++])
    else if (j >= right.length) all.push(left[i++])
    else {
      const leftAt = rankOf(left[i])
      const rightAt = rankOf(right[j])
      all.push(leftAt >= 0 && rightAt >= 0 && leftAt < rightAt ? left[i++] : right[j++])
    }
  }
  return all
}

/**
 * What upstream's insertion sort makes of a list in which elements that the order does not name compare as less than
 * everything: the others stand by their rank, and one without a rank before the least rank that came before it.
 */
function sorted(list: List, order: List, mergeKey: string): unknown[] {
  if (mergeKey !== '') for (const item of [...list, ...order]) keyOf(item, mergeKey)
  const rankOf = ranks(order, mergeKey)
  let least = Infinity
  const places = list.map((item, at) => {
    const rank = rankOf(item)
    if (rank < 0) return { item, rank: least, named: 0, at: -at }
    least = Math.min(least, rank)
    return { item, rank, named: 1, at }
  })
  const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)
  return places.sort((a, b) => compare(a.rank, b.rank) || a.named - b.named || a.at - b.at).map(({ item }) => item)
}

/** Where an element, or the one with the same key, stands first in `list`; -1 for nowhere. */
function ranks(list: List, mergeKey: string): (item: unknown) => number {
  const places = new Map<unknown, number>()
  const valueOf = (item: unknown): unknown => (mergeKey === '' ? item : (item as Record<string, unknown>)[mergeKey])
  for (const [index, item] of list.entries()) {
    if (mergeKey !== '' && !isObject(item)) continue
    if (!places.has(valueOf(item))) places.set(valueOf(item), index)
  }
  return (item) => places.get(valueOf(item)) ?? -1
}

/** A patch's list must come in the order that its own `$setElementOrder` asks for. */
export function checkOrder(patch: List, order: List, mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return
  const items = patch.filter((item) => !(isObject(item) && Object.hasOwn(item, '$patch')))
  let next = 0
  for (const wanted of order) {
    if (next >= items.length) return
    const equal = mergeKey === ''
      ? items[next] === wanted
      : keyOf(items[next], mergeKey) === keyOf(wanted, mergeKey)
    if (equal) next += 1
  }
  if (next < items.length) {
    throw patchFailure(
      `The order in patch list:\n${printGo(patch)}\n doesn't match $setElementOrder list:\n${printGo(order)}\n`,
    )
  }
}
