/** The order of a merged list. Upstream: strategicpatch's normalizeElementOrder. */
import { isObject } from './json-value.ts'
import { patchFailure } from './patch-meta.ts'
import { goType, printGo } from './print-go.ts'

type List = readonly unknown[]

export function missingMergeKey(item: unknown, mergeKey: string): Error {
  return patchFailure(`map: ${printGo(item)} does not contain declared merge key: ${mergeKey}`)
}

/** The index of the element that has this value at the merge key, -1 for none. */
export function findByKey(list: List, mergeKey: string, value: unknown): number {
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) throw patchFailure(`value for key ${index} is not a map`)
    if (Object.hasOwn(item, mergeKey) && item[mergeKey] === value) return index
  }
  return -1
}

/** Those of `list` that `by` has too, and the others. */
export function partition(list: List, by: List, mergeKey: string): { present: unknown[]; absent: unknown[] } {
  const present: unknown[] = []
  const absent: unknown[] = []
  const known = new Set(by)
  for (const item of list) {
    const found = mergeKey === '' ? known.has(item) : findByKey(by, mergeKey, keyOf(item, mergeKey)) >= 0
    if (found) present.push(item)
    else absent.push(item)
  }
  return { present, absent }
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw patchFailure(`expected a map[string]interface {}, but received a ${goType(item)}`)
  if (!Object.hasOwn(item, mergeKey)) throw missingMergeKey(item, mergeKey)
  return item[mergeKey]
}

/** What the patch names in the patch's order, the rest in the server's, both joined by the server's order. */
export function orderElements(
  patchItems: List, serverItems: List, patchOrder: List, serverOrder: List, mergeKey: string,
): unknown[] {
  const right = sorted(patchItems, patchOrder, mergeKey)
  const left = sorted(serverItems, serverOrder, mergeKey)
  const all: unknown[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i >= left.length) all.push(right[j++])
    else if (j >= right.length) all.push(left[i++])
    else {
      const leftAt = indexOf(serverOrder, left[i], mergeKey)
      const rightAt = indexOf(serverOrder, right[j], mergeKey)
      all.push(leftAt >= 0 && rightAt >= 0 && leftAt < rightAt ? left[i++] : right[j++])
    }
  }
  return all
}

/** Insertion sort, because elements that the order does not name compare as less than everything. */
function sorted(list: List, order: List, mergeKey: string): unknown[] {
  if (mergeKey !== '') for (const item of [...list, ...order]) keyOf(item, mergeKey)
  const result = [...list]
  const rank = new Map(list.map((item) => [item, indexOf(order, item, mergeKey)]))
  const less = (a: unknown, b: unknown): boolean => {
    const [rankA, rankB] = [rank.get(a)!, rank.get(b)!]
    return rankA >= 0 && rankB >= 0 ? rankA < rankB : true
  }
  for (let end = 1; end < result.length; end += 1) {
    for (let at = end; at > 0 && less(result[at], result[at - 1]); at -= 1) {
      [result[at - 1], result[at]] = [result[at], result[at - 1]]
    }
  }
  return result
}

function indexOf(list: List, item: unknown, mergeKey: string): number {
  if (mergeKey === '') return list.indexOf(item)
  const key = (item as Record<string, unknown>)[mergeKey]
  return list.findIndex((other) => isObject(other) && other[mergeKey] === key)
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
    throw patchFailure(`The order in patch list:\n${printGo(patch)}\n doesn't match $setElementOrder list:\n${printGo(order)}\n`)
  }
}
