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
  /** How many bytes of objects had been replaced when this state ended. */
  replaced: number
}

/** How long a state that was listed is kept, in milliseconds. */
const keptMilliseconds = 5 * 60_000
/** How many states are kept that nobody listed. */
const keptUnlisted = 128
/** A bound on the objects that only old states hold: the oldest states go beyond it. */
const keptBytes = 64 << 20

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
    this.#replaced += dropped
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
    while (this.#past.length > 0 && over(this.#past[0]!)) this.#forget(0)
    if (this.#unlisted > keptUnlisted) this.#forget(this.#past.findIndex(({ listed }) => !listed))
  }

  #forget(index: number): void {
    const [gone] = this.#past.splice(index, 1)
    if (gone && !gone.listed) this.#unlisted--
  }
}

function snapshotOf(tree: Tree<CachedObject>, revision: number): Snapshot {
  return {
    revision,
    scan: (prefix, after) => scan(tree, prefix, after),
    count: (prefix) => tree.rank(endOf(prefix)) - tree.rank(prefix),
  }
}

function* scan(tree: Tree<CachedObject>, prefix: string, after = ''): Generator<CachedObject> {
  // The least key that is greater than `after` is `after` with a zero behind it.
  const from = after < prefix ? prefix : `${after}\0`
  for (const [key, object] of tree.scan(from)) {
    if (!key.startsWith(prefix)) return
    yield object
  }
}

/** The end of the keys that start with a prefix. */
function endOf(prefix: string): string {
  return `${prefix}\uffff`
}
