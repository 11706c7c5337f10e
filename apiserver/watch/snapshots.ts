import type { CachedObject, Snapshot } from './cache-contract.ts'
import type { Tree } from './tree.ts'

/** A state of a resource: the same from revision `from` up to `until`. */
interface Held {
  tree: Tree<CachedObject>
  from: number
  until: number
  at: number
  /** Whether a list was answered from it, so that a next page may ask for it. */
  listed: boolean
  /** How many bytes had been replaced when this state ended. */
  replaced: number
}

/** How long a state that was listed is kept, in milliseconds. */
const keptMilliseconds = 5 * 60_000
/** How many states are kept that nobody listed, at least; at most twice as many. */
const keptUnlisted = 128
/** A bound on what only old states hold: the oldest states go beyond it. */
const keptBytes = 64 << 20
/** About what a state costs besides the object it has and the next has not: the path to it in the tree. */
const stateBytes = 3 << 10

/** The states of one resource that can still be read. */
export class Snapshots {
  readonly #now: () => number
  #past: Held[] = []
  #unlisted = 0
  #replaced = 0
  #current: Held

  constructor(tree: Tree<CachedObject>, from: number, now: () => number) {
    this.#now = now
    this.#current = { tree, from, until: from, at: now(), listed: false, replaced: 0 }
  }

  get tree(): Tree<CachedObject> {
    return this.#current.tree
  }

  /** Goes on to the state at `revision`; `dropped` is the size of the object it no longer has. */
  advance(tree: Tree<CachedObject>, revision: number, dropped: number): void {
    const ended = this.#current
    this.#replaced += dropped + stateBytes
    ended.until = revision - 1
    ended.replaced = this.#replaced
    this.#past.push(ended)
    if (!ended.listed) this.#unlisted++
    this.#current = { tree, from: revision, until: revision, at: this.#now(), listed: false, replaced: 0 }
    this.#trim()
  }

  /** The state now, which a next page may ask for again. */
  list(revision: number): Snapshot {
    this.#current.listed = true
    this.#current.at = this.#now()
    return snapshotOf(this.#current.tree, revision)
  }

  /** The state at exactly `revision`, when it is still kept; `now` is the last revision the cache has seen. */
  at(revision: number, now: number): Snapshot | undefined {
    if (revision >= this.#current.from) return revision <= now ? snapshotOf(this.#current.tree, revision) : undefined
    const held = this.#past.findLast(({ from }) => from <= revision)
    return held !== undefined && revision <= held.until ? snapshotOf(held.tree, revision) : undefined
  }

  #trim(): void {
    const expired = this.#now() - keptMilliseconds
    const over = (held: Held) => held.at < expired || this.#replaced - held.replaced > keptBytes
    if (this.#past.length > 0 && over(this.#past[0]!)) this.#forgetOldest(over)
    // Rarely, as it goes through all of them.
    if (this.#unlisted > 2 * keptUnlisted) this.#forgetUnlisted()
  }

  #forgetOldest(over: (held: Held) => boolean): void {
    const kept = this.#past.findIndex((held) => !over(held))
    const gone = this.#past.splice(0, kept < 0 ? this.#past.length : kept)
    for (const { listed } of gone) if (!listed) this.#unlisted--
  }

  #forgetUnlisted(): void {
    let surplus = this.#unlisted - keptUnlisted
    this.#past = this.#past.filter(({ listed }) => listed || surplus-- <= 0)
    this.#unlisted = keptUnlisted
  }
}

function snapshotOf(tree: Tree<CachedObject>, revision: number): Snapshot {
  return {
    revision,
    scan: (prefix, after) => scan(tree, prefix, after),
    count: (prefix, after) => Math.max(0, tree.rank(endOf(prefix)) - tree.rank(firstOf(prefix, after))),
  }
}

function* scan(tree: Tree<CachedObject>, prefix: string, after?: string): Generator<CachedObject> {
  for (const [key, object] of tree.scan(firstOf(prefix, after))) {
    if (!key.startsWith(prefix)) return
    yield object
  }
}

/**
 * Where the keys with a prefix begin that are greater than `after`:
 * the least of those is `after` with a zero behind it.
 */
function firstOf(prefix: string, after = ''): string {
  return after < prefix ? prefix : `${after}\0`
}

/** The end of the keys that start with a prefix. */
function endOf(prefix: string): string {
  return `${prefix}\uffff`
}
