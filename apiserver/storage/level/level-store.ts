import { setImmediate } from 'node:timers/promises'
import { StoreClosedError } from '../errors.ts'
import { decideWrite, entryAfter, resultOf, type WriteOutcome, type WriteRequest, type WriteResult } from '../plan.ts'
import { CompactedError, type Entry, type Store, type StoreEvent } from '../store.ts'
import { type LiveDigest, putDigest, readDigest } from './digest.ts'
import type { DurableLog } from './durable-log.ts'
import { lastRevision, metaKey, type Operation, putMeta, recordKey } from './layout.ts'
import type { LevelStoreLimits } from './limits.ts'
import { digestAfter, operationsOf } from './operations.ts'
import { Reclaimer } from './reclaimer.ts'
import type { LevelStoreState } from './recover-state.ts'
import { eventOf, readEntries, readEntry, readMeta, readRecords } from './records.ts'
import { VolatileWrites } from './volatile.ts'
import { HistoryWindow } from './window.ts'

interface QueuedWrite {
  request: WriteRequest
  resolve: (result: WriteResult) => void
  reject: (error: unknown) => void
}

const commitSize = 512
const commitBytes = 4 << 20
const compactionPage = 500
/** How many revisions are reserved at once for volatile writes; a crash leaves a gap of at most this many. */
const reservation = 10_000

/**
 * The revisioned store over LevelDB. One loop does all that writes, one thing after another: what is queued is
 * committed as one synced batch; between commits a page of history is compacted, or volatile writes are flushed.
 *
 * Invariants: `revision` is on the disk or below `reserved`, which is; every event with a revision above `#swept`
 * has its record (or is volatile and in memory), and so does what it replaced.
 */
export class LevelStore implements Store {
  revision: number
  compacted: number
  readonly #log: DurableLog
  readonly #limits: LevelStoreLimits
  readonly #isVolatile: (key: string) => boolean
  readonly #now: () => number
  readonly #volatile = new VolatileWrites()
  readonly #window: HistoryWindow
  readonly #reclaimer: Reclaimer
  readonly #listeners = new Set<(events: readonly StoreEvent[]) => void>()
  #queue: QueuedWrite[] = []
  #reserved: number
  /** Of what is on the disk. */
  #live: LiveDigest
  /** Compaction is through to here; what was replaced at or before it is gone from the disk. */
  #swept: number
  #sweepTo: number
  #flushAsked = false
  #running: Promise<void> | undefined
  #compactionTimer: NodeJS.Timeout | undefined
  #flushTimer: NodeJS.Timeout | undefined
  #recoveryTimer: NodeJS.Timeout | undefined
  #recoveryAsked = false
  #closing: Promise<void> | undefined

  constructor(
    log: DurableLog,
    state: LevelStoreState,
    options: { limits: LevelStoreLimits; isVolatile: (key: string) => boolean; now: () => number },
  ) {
    this.#log = log
    this.revision = state.revision
    this.compacted = this.#swept = this.#sweepTo = state.compacted
    this.#reserved = state.reserved
    this.#live = state.live
    this.#limits = options.limits
    this.#isVolatile = options.isVolatile
    this.#now = options.now
    this.#window = new HistoryWindow({
      milliseconds: options.limits.historyMilliseconds, events: options.limits.historyEvents,
    })
    this.#reclaimer = new Reclaimer(options.limits.reclaimBytes)
    this.#noteProgress()
  }

  get failure(): string | undefined {
    return this.#log.failure
  }

  async create(key: string, value: Buffer): Promise<Entry> {
    return (await this.#enqueue({ type: 'create', key, value })).entry!
  }

  async update(key: string, value: Buffer, expected: number): Promise<Entry> {
    return (await this.#enqueue({ type: 'update', key, value, expected })).entry!
  }

  async delete(key: string, expected: number): Promise<{ revision: number; previous: Entry }> {
    const { revision, previous } = await this.#enqueue({ type: 'delete', key, expected })
    return { revision, previous: previous! }
  }

  async *entries(prefix: string): AsyncIterable<Entry> {
    let after: string | undefined
    do {
      this.#checkOpen()
      const { entries, next } = await readEntries(this.#log.database, prefix, after)
        .catch((error: unknown) => Promise.reject(this.#log.explain(error)))
      yield* entries.map((entry) => this.#volatile.get(entry.key) ?? entry)
      after = next
    } while (after !== undefined)
  }

  subscribe(listener: (events: readonly StoreEvent[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async *history(after: number, prefix: string): AsyncIterable<StoreEvent> {
    const upTo = this.revision
    const volatile = this.#volatile.between(after, upTo)
    for (let at = after; ; ) {
      this.#checkHistory(at)
      const records = await readRecords(this.#log.database, at, upTo)
      this.#checkHistory(at)
      const through = records.at(-1)?.revision ?? upTo
      const fromMemory = take(volatile, through)
      const seen = new Set(fromMemory.map(({ revision }) => revision))
      const fromDisk = records.filter(({ revision, key }) => !seen.has(revision) && key.startsWith(prefix))
        .map((record) => eventOf(this.#log.database, record) ?? this.#lost(at))
      const events = fromMemory.filter(({ key }) => key.startsWith(prefix)).concat(fromDisk)
      yield* events.sort((one, other) => one.revision - other.revision)
      if (through >= upTo) return
      at = through
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  #enqueue(request: WriteRequest): Promise<WriteResult> {
    if (this.#closing) return Promise.reject(new StoreClosedError())
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject })
      this.#run()
    })
  }

  #run(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined
      if (this.#queue.length > 0) this.#run()
    })
  }

  async #work(): Promise<void> {
    for (;;) {
      // All that has come in on any connection by now shares a commit: a sync costs as much for one write as for many.
      await setImmediate()
      if (this.#queue.length > 0) await this.#commit(this.#takeBatch())
      else if (this.#flushAsked) await this.#quietly(() => this.#flush())
      else if (this.#recoveryAsked) await this.#quietly(async () => {})
      if (this.#swept < this.#sweepTo) await this.#quietly(() => this.#sweep())
      else if (this.#queue.length === 0 && !this.#flushAsked && !this.#recoveryAsked) return
    }
  }

  #takeBatch(): QueuedWrite[] {
    let bytes = 0
    const fits = ({ request }: QueuedWrite) => {
      bytes += 'value' in request ? request.value.length : 0
      return bytes <= commitBytes
    }
    const end = this.#queue.slice(0, commitSize).findIndex((write) => !fits(write))
    return this.#queue.splice(0, end < 0 ? commitSize : Math.max(1, end))
  }

  /** Commits what may be committed of a batch, and answers all of it. */
  async #commit(batch: QueuedWrite[]): Promise<void> {
    let outcomes: WriteOutcome[]
    try {
      if (this.#log.failed) await this.#recover()
      outcomes = this.#decide(batch.map(({ request }) => request))
      await this.#persist(outcomes.flatMap((outcome) => ('event' in outcome ? outcome.event : [])))
    } catch (error) {
      // A refusal may rest on a write of the same batch, which did not happen: nobody is told anything else.
      for (const write of batch) write.reject(error)
      this.#recoverLater()
      return
    }
    this.#publish(outcomes.flatMap((outcome) => ('event' in outcome ? outcome.event : [])))
    for (const [index, outcome] of outcomes.entries()) {
      if ('event' in outcome) batch[index]!.resolve(resultOf(outcome.event))
      else batch[index]!.reject(outcome.refusal)
    }
  }

  /** Decides each request against the state that those before it leave. */
  #decide(requests: WriteRequest[]): WriteOutcome[] {
    const overlay = new Map<string, Entry | undefined>()
    let revision = this.revision
    return requests.map((request) => {
      const { key } = request
      const current = overlay.has(key) ? overlay.get(key) : this.#current(key)
      const outcome = decideWrite(request, current, revision + 1)
      if ('event' in outcome) {
        revision++
        overlay.set(key, entryAfter(outcome.event))
      }
      return outcome
    })
  }

  #current(key: string): Entry | undefined {
    return this.#volatile.get(key) ?? readEntry(this.#log.database, key)
  }

  async #persist(events: readonly StoreEvent[]): Promise<void> {
    const last = events.at(-1)?.revision
    if (last === undefined) return
    const mixed = new Set(events.filter((event) => !this.#staysInMemory(event)).map(({ key }) => key))
    const durable = events.filter(({ key }) => mixed.has(key))
    const operations: Operation[] = []
    const reserve = durable.length < events.length && last > this.#reserved ? last + reservation : this.#reserved
    if (reserve > this.#reserved) operations.push(putMeta('reserved', reserve))
    const carryAll = this.#volatile.age(this.#now()) >= this.#limits.carryMilliseconds
    const carried = carryAll ? undefined : mixed
    let live = this.#live
    if (durable.length > 0) {
      live = durable.reduce(digestAfter, this.#volatile.digest(live, carried))
      operations.push(...this.#volatile.operations(this.#swept, carried), ...durable.flatMap(operationsOf))
      operations.push(putMeta('revision', last), putMeta('compacted', this.#swept), putDigest(live))
    }
    if (operations.length > 0) await this.#log.write(operations, { sync: true })
    this.#live = live
    this.#reserved = reserve
    if (durable.length > 0) this.#volatile.flushed(carried)
    for (const event of events) {
      if (event.type === 'put' && !mixed.has(event.key)) this.#volatile.add(event, this.#now())
    }
  }

  /** Only changes of what is there: what came and went must not come undone by a crash without an event. */
  #staysInMemory(event: StoreEvent): boolean {
    return event.type === 'put' && event.previous !== undefined && this.#isVolatile(event.key)
  }

  #publish(events: readonly StoreEvent[]): void {
    if (events.length === 0) return
    this.revision = events.at(-1)!.revision
    this.#noteProgress()
    for (const listener of this.#listeners) listener(events)
  }

  /** Opens the database anew and takes over what the failed commit left in it: its writers were told it is unsure. */
  async #recover(): Promise<void> {
    await this.#log.recover()
    const { database } = this.#log
    this.#live = readDigest(database) ?? this.#live
    // A page of history whose forgetting was refused may be gone all the same: nobody may be told that it is there.
    this.#swept = Math.max(this.#swept, readMeta(database, 'compacted') ?? 0)
    this.compacted = Math.max(this.compacted, this.#swept)
    this.#volatile.settle((key) => readEntry(database, key)?.revision)
    for (;;) {
      const records = await readRecords(database, this.revision, lastRevision)
      if (records.length === 0) return
      this.#volatile.flushed(new Set(records.map(({ key }) => key)))
      this.#publish(records.map((record) => eventOf(database, record) ?? this.#lost(record.replaced)))
    }
  }

  #noteProgress(): void {
    this.#window.mark(this.#now(), this.revision)
    if (this.revision - this.compacted > this.#limits.historyEvents * 1.1) this.#compact()
    if (this.revision > this.compacted) {
      this.#compactionTimer ??= setTimeout(() => this.#compactOnTime(), this.#limits.historyMilliseconds / 5).unref()
    }
    if (this.#volatile.waiting) {
      this.#flushTimer ??= setTimeout(() => this.#flushOnTime(), this.#limits.flushMilliseconds).unref()
    }
  }

  #compactOnTime(): void {
    this.#compactionTimer = undefined
    this.#compact()
    this.#noteProgress()
  }

  #compact(): void {
    this.#sweepTo = Math.max(this.#sweepTo, this.#window.expired(this.#now(), this.revision))
    if (this.#swept < this.#sweepTo) this.#run()
  }

  /**
   * Forgets a page of history: what its events replaced, and its deletions. Nothing is written when nothing goes.
   * Synced, because only the last batch of a log may ever be unfinished: see inspectFiles.
   */
  async #sweep(): Promise<void> {
    // The goal moves while the page is read: what lies between was not read.
    const goal = this.#sweepTo
    const records = await readRecords(this.#log.database, this.#swept, goal, compactionPage)
    const through = records.length < compactionPage ? goal : records.at(-1)!.revision
    this.compacted = through
    this.#volatile.compact(through)
    const gone = records.flatMap(({ type, revision, replaced }) => [
      ...(replaced > 0 ? [replaced] : []), ...(type === 'delete' ? [revision] : []),
    ])
    const operations = gone.map((revision): Operation => ({ type: 'del', key: recordKey(revision) }))
    if (operations.length > 0) await this.#log.write([...operations, putMeta('compacted', through)], { sync: true })
    this.#swept = through
    this.#reclaimer.note(gone.length)
    if (through < this.#sweepTo) return
    this.#reclaimer.begin(this.#log.database, this.#live.count + this.revision - through)
  }

  #flushOnTime(): void {
    this.#flushTimer = undefined
    this.#flushAsked = this.#volatile.waiting
    if (this.#flushAsked) this.#run()
  }

  async #flush(): Promise<void> {
    this.#flushAsked = false
    const operations = this.#volatile.operations(this.#swept)
    if (operations.length === 0) return
    const live = this.#volatile.digest(this.#live)
    operations.push(putMeta('revision', this.revision), putMeta('compacted', this.#swept), putDigest(live))
    await this.#log.write(operations, { sync: true })
    this.#live = live
    this.#volatile.flushed()
  }

  /** Looks from time to time whether the disk is well again: nobody may write until it is said to be. */
  #recoverLater(): void {
    if (!this.#log.failed || this.#closing) return
    this.#recoveryTimer ??= setTimeout(() => {
      this.#recoveryTimer = undefined
      this.#recoveryAsked = this.#log.failed
      if (this.#recoveryAsked) this.#run()
    }, this.#limits.recoveryMilliseconds).unref()
  }

  /** Housekeeping that the disk refuses waits for a better time; the writers hear of it, not this. */
  async #quietly(step: () => Promise<void>): Promise<void> {
    this.#recoveryAsked = false
    try {
      if (this.#log.failed) await this.#recover()
      await step()
    } catch {
      this.#flushAsked = false
      this.#sweepTo = this.#swept
      this.#noteProgress()
      this.#recoverLater()
    }
  }

  async #shutDown(): Promise<void> {
    clearTimeout(this.#recoveryTimer)
    clearTimeout(this.#compactionTimer)
    clearTimeout(this.#flushTimer)
    this.#sweepTo = this.#swept
    while (this.#running) await this.#running
    await this.#reclaimer.ended()
    try {
      if (!this.#log.failed) await this.#release()
    } finally {
      clearTimeout(this.#compactionTimer)
      clearTimeout(this.#flushTimer)
      this.#listeners.clear()
      await this.#log.close()
    }
  }

  /** Leaves everything on the disk, and no revision promised beyond it. */
  async #release(): Promise<void> {
    await this.#flush()
    const operations: Operation[] = [putMeta('revision', this.revision), { type: 'del', key: metaKey('reserved') }]
    if (this.#reserved > 0) await this.#log.write(operations, { sync: true })
  }

  #checkOpen(): void {
    if (this.#closing) throw new StoreClosedError()
  }

  #checkHistory(after: number): void {
    this.#checkOpen()
    if (after < this.compacted) this.#lost(after)
  }

  #lost(after: number): never {
    throw new CompactedError(`revision ${after} has been compacted`, this.compacted)
  }
}

/** Removes and gives the events up to a revision. */
function take(events: StoreEvent[], through: number): StoreEvent[] {
  const end = events.findIndex(({ revision }) => revision > through)
  return events.splice(0, end < 0 ? events.length : end)
}
