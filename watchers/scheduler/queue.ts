import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Clock } from '../runtime/clock.ts'
import { keyOf } from '../runtime/store.ts'

/** How long a pod that was tried waits at least, doubling; upstream: podInitialBackoff and podMaxBackoff. */
const firstBackoff = 1_000
const longestBackoff = 10_000
/** However quiet the cluster, a pod is tried again after so long; upstream: podMaxInUnschedulablePodsDuration. */
const retryAnyway = 300_000

/**
 * Where a pod stands:
 * - active: to be tried as soon as its turn comes.
 * - backoff: to be tried, but not before `notBefore`, unless there is nothing else to do.
 * - unschedulable: tried in vain; it waits for the cluster to change.
 * - working: it was handed out; `changed` says whether the cluster changed meanwhile.
 */
type Place =
  | { name: 'active' }
  | { name: 'backoff'; notBefore: number; cancel(): void; isError: boolean }
  | { name: 'unschedulable'; cancel(): void }
  | { name: 'working'; changed: boolean }

interface Entry {
  pod: KubeObject
  place: Place
  attempts: number
  /** When it was first seen, and in which order: among equals, who came first goes first. */
  order: number
}

/** Pods to be placed: those of high priority first, then in the order in which they came. Upstream: SchedulingQueue. */
export interface SchedulingQueue {
  /** A pod that is new, or that was changed so that it may fit now. */
  add(pod: KubeObject): void
  /** It changed, but not in what it wishes. */
  refresh(pod: KubeObject): void
  /** It is placed, gone or not to be placed any more. */
  remove(pod: KubeObject): void
  /** Waits for a pod; undefined once the queue is closed. */
  next(): Promise<KubeObject | undefined>
  /** No node took the pod that `next` gave. */
  unschedulable(pod: KubeObject): void
  /** Placing it failed for another reason: it is tried again a little later. */
  failed(pod: KubeObject): void
  /** The cluster changed: pods of which this is true may fit now. */
  clusterChanged(mayFit?: (pod: KubeObject) => boolean): void
  close(): void
}

const priorityOf = ({ spec }: KubeObject): number => spec.priority ?? 0

export function createSchedulingQueue(clock: Clock): SchedulingQueue {
  const entries = new Map<string, Entry>()
  let taker: ((pod: KubeObject | undefined) => void) | undefined
  let closed = false
  let order = 0

  const leave = ({ place }: Entry) => { if ('cancel' in place) place.cancel() }
  const move = (entry: Entry, place: Place) => {
    leave(entry)
    entry.place = place
    if (place.name === 'active' || place.name === 'backoff') serve()
  }

  const best = (): Entry | undefined => {
    const all = [...entries.values()]
    const first = (a: Entry, b: Entry) => priorityOf(b.pod) - priorityOf(a.pod) || a.order - b.order
    const waiting = all.filter(({ place }) => place.name === 'active').sort(first)
    // Who only waits so as not to be in the way of others need not wait when there are none.
    return waiting[0] ?? all.filter(({ place }) => place.name === 'backoff' && !place.isError)
      .sort((a, b) => notBefore(a) - notBefore(b) || first(a, b))[0]
  }
  const serve = () => {
    const entry = taker && best()
    if (taker === undefined || entry === undefined) return
    leave(entry)
    entry.place = { name: 'working', changed: false }
    entry.attempts += 1
    const take = taker
    taker = undefined
    take(entry.pod)
  }

  const backOff = (entry: Entry, isError: boolean) => {
    const delay = Math.min(firstBackoff * 2 ** (entry.attempts - 1), longestBackoff)
    const cancel = clock.after(delay, () => move(entry, { name: 'active' }))
    move(entry, { name: 'backoff', notBefore: clock.now() + delay, cancel, isError })
  }
  const working = (pod: KubeObject): Entry | undefined => {
    const entry = entries.get(keyOf(pod))
    return entry?.place.name === 'working' ? entry : undefined
  }

  return {
    add: (pod) => {
      if (closed) return
      const entry = entries.get(keyOf(pod))
      if (entry === undefined) {
        entries.set(keyOf(pod), { pod, place: { name: 'active' }, attempts: 0, order: order++ })
        return serve()
      }
      entry.pod = pod
      if (entry.place.name === 'working') entry.place.changed = true
      else if (entry.place.name === 'unschedulable') backOff(entry, false)
    },
    refresh: (pod) => {
      const entry = entries.get(keyOf(pod))
      if (entry !== undefined) entry.pod = pod
    },
    remove: (pod) => {
      const entry = entries.get(keyOf(pod))
      if (entry !== undefined) leave(entry)
      entries.delete(keyOf(pod))
    },
    next: () => new Promise((resolve) => {
      if (closed) return resolve(undefined)
      taker = resolve
      serve()
    }),
    unschedulable: (pod) => {
      const entry = working(pod)
      if (entry === undefined) return
      // What changed while the pod was tried may have been what it waited for.
      if (entry.place.name === 'working' && entry.place.changed) return backOff(entry, false)
      move(entry, { name: 'unschedulable', cancel: clock.after(retryAnyway, () => move(entry, { name: 'active' })) })
    },
    failed: (pod) => {
      const entry = working(pod)
      if (entry !== undefined) backOff(entry, true)
    },
    clusterChanged: (mayFit = () => true) => {
      for (const entry of entries.values()) {
        if (!mayFit(entry.pod)) continue
        if (entry.place.name === 'working') entry.place.changed = true
        else if (entry.place.name === 'unschedulable') backOff(entry, false)
      }
    },
    close: () => {
      closed = true
      for (const entry of entries.values()) leave(entry)
      entries.clear()
      taker?.(undefined)
      taker = undefined
    },
  }
}

function notBefore({ place }: Entry): number {
  return place.name === 'backoff' ? place.notBefore : 0
}
