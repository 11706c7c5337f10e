/** An applied configuration laid over the live object. Upstream: structured-merge-diff's TypedValue.Merge. */
import { ownValue, setOwn } from '../../../apimachinery/own.ts'
import { isObject } from '../patch/json-value.ts'
import { TypeMismatch, elementOf, formOf } from './element-of.ts'
import { printPathElement } from './path-element.ts'
import type { PathElement } from './path-element.ts'
import type { ListShape, MapShape, Shape } from './shape.ts'

/**
 * `config` over `live`: nothing is removed, the config's value wins, elements that the config names come in its order.
 * Shares what it can with both.
 */
export function merge(shape: Shape, live: unknown, config: unknown): unknown {
  if (config === undefined || live === config) return live
  if (live === undefined) return config
  const form = formOf(shape, config)
  if (form === 'map' && !shape.map!.atomic) return mergeMaps(shape.map!, live, config)
  if (form === 'list' && !shape.list!.atomic) return mergeLists(shape.list!, live, config)
  return config
}

function mergeMaps(shape: MapShape, live: unknown, config: unknown): unknown {
  const base = isObject(live) ? live : {}
  const over = isObject(config) ? config : {}
  if (Object.keys(base).length === 0 && Object.keys(over).length === 0) return config
  const merged: Record<string, unknown> = { ...base }
  for (const name of Object.keys(over)) {
    if (over[name] === undefined) continue
    setOwn(merged, name, merge(shape.field(name) ?? shape.element ?? {}, ownValue(base, name), over[name]))
  }
  return merged
}

function mergeLists(shape: ListShape, live: unknown, config: unknown): unknown {
  const base = Array.isArray(live) ? live : []
  const over = Array.isArray(config) ? config : []
  if (base.length === 0 && over.length === 0) return config
  const liveItems = items(shape, base, true)
  const configItems = items(shape, over, false)
  const mergeItem = (element: PathElement): unknown =>
    merge(shape.element, liveItems.values.get(element), configItems.values.get(element))
  return orderedElements(liveItems, configItems).map((step) =>
    'live' in step ? base[step.live] : mergeItem(step.element))
}

interface Items {
  elements: PathElement[]
  values: Map<PathElement, unknown>
}

function items(shape: ListShape, list: readonly unknown[], duplicates: boolean): Items {
  const elements: PathElement[] = []
  const values = new Map<PathElement, unknown>()
  for (const value of list) {
    const element = elementOf(shape, value)
    if (values.has(element)) {
      if (!duplicates) throw new TypeMismatch(`duplicate entries for key ${printPathElement(element)}`)
      // Elements that occur more than once are not merged with the new value.
      values.set(element, undefined)
    } else values.set(element, value)
    elements.push(element)
  }
  return { elements, values }
}

type Step = { live: number } | { element: PathElement }

/**
 * The order of a merged list: the config's elements in the config's order, the live ones that the config does not
 * name at their old places between their neighbours.
 */
function orderedElements(live: Items, config: Items): Step[] {
  const shared = config.elements.filter((element) => live.values.has(element))
  const taken = new Set<PathElement>()
  const steps: Step[] = []
  let nextShared = 0
  let left = 0
  let right = 0
  const take = (element: PathElement): void => {
    taken.add(element)
    steps.push({ element })
    right += 1
    if (shared[nextShared] === element) nextShared += 1
  }
  while (left < live.elements.length || right < config.elements.length) {
    const mine = live.elements[left]
    const theirs = config.elements[right]
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        left += 1
        take(mine)
        continue
      }
      const wanted = shared[nextShared]
      if (config.values.has(mine) && wanted !== undefined && wanted !== mine) {
        // Shared, but not the one that comes next: the config says when.
        left += 1
        continue
      }
    }
    if (mine !== undefined) {
      if (!config.values.has(mine)) {
        steps.push({ live: left })
        left += 1
        continue
      }
      if (taken.has(mine)) left += 1
    }
    if (theirs !== undefined) take(theirs)
  }
  return steps
}
