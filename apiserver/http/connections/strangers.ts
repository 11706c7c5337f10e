import { FlowQueues } from '../../flow-control/flow-queues.ts'

/**
 * Who has connected and has not yet made himself known by a handshake: a bounded number. The handshakes, each of which
 * costs as much as some dozens of requests, begin in turn by address. Who floods waits behind himself, and when there
 * are too many, it is he who makes room.
 */
export class Strangers<T> {
  readonly #most: number
  readonly #addresses = new Map<T, string>()
  /** By address, the oldest first. */
  readonly #byAddress = new Map<string, Set<T>>()
  readonly #speaking = new FlowQueues<T>()

  constructor(most: number) {
    this.#most = most
  }

  /** Takes one in; gives the one that must go for it: the oldest of the address that has most. */
  come(item: T, address: string): T | undefined {
    this.#addresses.set(item, address)
    const own = this.#byAddress.get(address)
    if (own) own.add(item)
    else this.#byAddress.set(address, new Set([item]))
    if (this.#addresses.size <= this.#most) return undefined
    const [oldest] = this.#largest()
    this.leave(oldest!)
    return oldest
  }

  /** One begins to speak. */
  speak(item: T): void {
    const address = this.#addresses.get(item)
    if (address !== undefined) this.#speaking.push(address, item, { perFlow: this.#most, total: this.#most })
  }

  /** The next whose handshake is to begin; it goes on to be a stranger until it leaves. */
  next(): T | undefined {
    return this.#speaking.shift()
  }

  /** How many wait for their handshake to begin. */
  get waiting(): number {
    return this.#speaking.length
  }

  /** One is known now, or gone. Twice is fine. */
  leave(item: T): void {
    const address = this.#addresses.get(item)
    if (address === undefined) return
    this.#addresses.delete(item)
    this.#speaking.remove(address, item)
    const all = this.#byAddress.get(address)!
    all.delete(item)
    if (all.size === 0) this.#byAddress.delete(address)
  }

  #largest(): Set<T> {
    let largest = new Set<T>()
    for (const all of this.#byAddress.values()) if (all.size > largest.size) largest = all
    return largest
  }
}
