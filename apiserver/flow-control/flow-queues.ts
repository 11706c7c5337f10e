/** How much may wait. */
export interface QueueBounds {
  /** Of one flow. */
  perFlow: number
  /** Of all together. */
  total: number
}

/**
 * What waits for a seat of one level: a queue for each flow, from which it is taken in turn, so that who sends much
 * waits behind himself. Upstream deals flows onto a fixed number of queues; here no two ever share one.
 */
export class FlowQueues<T> {
  /** In the order of whose turn it is. A flow without anybody waiting is not in it. */
  readonly #flows = new Map<string, T[]>()
  #length = 0

  /** How many wait in all. */
  get length(): number {
    return this.#length
  }

  /** The length of the flow's queue with it; undefined when there is no room for it. */
  push(flow: string, item: T, bounds: QueueBounds): number | undefined {
    const queue = this.#flows.get(flow)
    if (this.#length >= bounds.total || (queue?.length ?? 0) >= bounds.perFlow) return undefined
    this.#length++
    if (queue) return queue.push(item)
    this.#flows.set(flow, [item])
    return 1
  }

  /** The one that `shift` would give. */
  peek(): T | undefined {
    for (const queue of this.#flows.values()) return queue[0]
    return undefined
  }

  /** The oldest of the flow whose turn it is; that flow is then the last. */
  shift(): T | undefined {
    for (const [flow, queue] of this.#flows) {
      const item = queue.shift()
      this.#flows.delete(flow)
      if (queue.length > 0) this.#flows.set(flow, queue)
      this.#length--
      return item
    }
    return undefined
  }

  /** Takes out one that waits no longer; false when it is not there. */
  remove(flow: string, item: T): boolean {
    const queue = this.#flows.get(flow)
    const at = queue?.indexOf(item) ?? -1
    if (queue === undefined || at < 0) return false
    queue.splice(at, 1)
    if (queue.length === 0) this.#flows.delete(flow)
    this.#length--
    return true
  }
}
