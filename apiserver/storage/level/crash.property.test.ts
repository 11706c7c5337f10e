import { expect } from 'chai'
import fc from 'fast-check'
import { StoreWriteError } from '../errors.ts'
import { decideWrite, entryAfter, type WriteRequest } from '../plan.ts'
import {
  CompactedError, type Entry, KeyExistsError, RevisionMismatchError, type Store, type StoreEvent,
} from '../store.ts'
import { collect } from '../suite.ts'
import { openLevelStore } from './open.ts'
import { type Fate, SimulatedDisk } from './simulated-disk.ts'

const isVolatile = (key: string) => key.startsWith('/volatile')
/** Timers never come: what they would do, a close or a count does. */
const limits = { carryMilliseconds: 3000, historyMilliseconds: 1e9, flushMilliseconds: 1e9, recoveryMilliseconds: 1e9 }

interface Wish {
  verb: WriteRequest['type']
  key: string
  /** Whether it names the revision that is there. */
  fresh: boolean
}
/** Writes that come together, and what their batches meet on the disk; then perhaps the end of the process. */
interface Step {
  wishes: Wish[]
  fates: Fate[]
  end: 'none' | 'close' | 'kill'
}

const wish = (keys: readonly string[]): fc.Arbitrary<Wish> => fc.record({
  verb: fc.constantFrom('create', 'update', 'update', 'delete'), key: fc.constantFrom(...keys),
  fresh: fc.constantFrom(true, true, true, false),
})
const fate = fc.constantFrom<Fate[]>(
  'written', 'written', 'written', 'written', 'written', 'refused', 'written but refused', 'killed before',
  'killed behind',
)
const step = (keys: readonly string[]): fc.Arbitrary<Step> => fc.record({
  wishes: fc.array(wish(keys), { maxLength: 5 }), fates: fc.array(fate, { maxLength: 3 }),
  end: fc.constantFrom('none', 'none', 'none', 'close', 'kill'),
})

/** Plays writes against a store on a simulated disk, and keeps what its clients know. */
class Players {
  readonly #disk = new SimulatedDisk()
  readonly #historyEvents: number
  #store!: Store
  #killed = Promise.withResolvers<'killed'>()
  #time = 0
  #writes = 0
  /** What clients know to be there; every event they were told of, and the highest revision of all lives. */
  #known = new Map<string, Entry>()
  #told: StoreEvent[] = []
  #highest = 1
  /** What was asked for in this life and nobody knows the end of. */
  #unsure: WriteRequest[] = []

  constructor(historyEvents: number) {
    this.#historyEvents = historyEvents
  }

  async start(): Promise<void> {
    this.#killed = Promise.withResolvers()
    const open = this.#disk.open(() => this.#killed.resolve('killed'))
    this.#store = await openLevelStore({
      path: '/simulated', volatile: isVolatile, limits: { ...limits, historyEvents: this.#historyEvents }, open,
      probe: async () => {}, now: () => (this.#time += 1),
    })
    await this.#checkFound()
    this.#store.subscribe((events) => this.#hear(events))
  }

  async play({ wishes, fates, end }: Step): Promise<void> {
    this.#time += 1500
    this.#disk.fates(fates)
    const requests = wishes.map((each) => this.#requestFor(each))
    const settled = Promise.all(requests.map((request) => this.#write(request)))
    const outcome = await Promise.race([settled, this.#killed.promise])
    this.#disk.fates([])
    if (outcome === 'killed' || end === 'kill') return this.start()
    if (end === 'close') {
      // What the store does on its own behalf may have met a kill meanwhile: then it never ends.
      await Promise.race([this.#store.close(), this.#killed.promise])
      return this.start()
    }
    if (this.#store.failure === undefined) await this.#checkEntries()
  }

  #requestFor({ verb, key, fresh }: Wish): WriteRequest {
    const value = Buffer.from(`write ${++this.#writes}`)
    const expected = fresh ? (this.#known.get(key)?.revision ?? 0) : 1
    return verb === 'create'
      ? { type: verb, key, value }
      : verb === 'update' ? { type: verb, key, value, expected } : { type: verb, key, expected }
  }

  async #write(request: WriteRequest): Promise<void> {
    this.#unsure.push(request)
    const sure = () => this.#unsure.splice(this.#unsure.indexOf(request), 1)
    try {
      const revision = await this.#ask(request)
      sure()
      const event = this.#told.find((each) => each.revision === revision)
      expect(event, 'told before the writer')
        .to.include({ key: request.key, type: request.type === 'delete' ? 'delete' : 'put' })
      if (event?.type === 'put' && 'value' in request) expect(String(event.value)).to.equal(String(request.value))
    } catch (error) {
      if (error instanceof StoreWriteError) return
      if (!(error instanceof KeyExistsError || error instanceof RevisionMismatchError)) throw error
      sure()
    }
  }

  async #ask(request: WriteRequest): Promise<number> {
    if (request.type === 'create') return (await this.#store.create(request.key, request.value)).revision
    if (request.type === 'update') {
      return (await this.#store.update(request.key, request.value, request.expected)).revision
    }
    return (await this.#store.delete(request.key, request.expected)).revision
  }

  /** Every event is one that the rules of writing allow in the state that is known. */
  #hear(events: readonly StoreEvent[]): void {
    for (const event of events) {
      expect(event.revision, 'revisions rise').to.be.greaterThan(this.#highest)
      const current = this.#known.get(event.key)
      expect(event.previous?.revision, 'what was replaced').to.equal(current?.revision)
      expect(event.previous && String(event.previous.value)).to.equal(current && String(current.value))
      this.#keep(event)
      this.#told.push(event)
    }
  }

  #keep(event: StoreEvent): void {
    this.#highest = event.revision
    const entry = entryAfter(event)
    if (entry) this.#known.set(event.key, entry)
    else this.#known.delete(event.key)
  }

  /** What a new life finds: all that anybody was told of, and else only what somebody asked for. */
  async #checkFound(): Promise<void> {
    expect(this.#store.revision, 'the revision goes on').to.be.at.least(this.#highest)
    const { compacted, history } = await this.#history()
    const durable = (events: readonly StoreEvent[]) => events.filter(({ key }) => !isVolatile(key))
    const line = ({ type, key, revision }: StoreEvent) => `${revision} ${type} ${key}`
    const old = durable(history).filter(({ revision }) => revision <= this.#highest)
    expect(old.map(line), 'the history is what was told')
      .to.deep.equal(durable(this.#told).filter(({ revision }) => revision > compacted).map(line))
    for (const event of history.filter(({ revision }) => revision > this.#highest)) {
      const known = this.#known.get(event.key)
      if (isVolatile(event.key) && event.type === 'put' && known !== undefined) {
        this.#known.set(event.key, { ...known, revision: event.previous?.revision ?? 0 })
      }
      const current = this.#known.get(event.key)
      const asked = this.#unsure.some((request) => {
        const outcome = request.key === event.key && decideWrite(request, current, event.revision)
        return outcome && 'event' in outcome
          && String(entryAfter(outcome.event)?.value) === String(entryAfter(event)?.value)
      })
      const was = (told: StoreEvent) =>
        told.key === event.key && String(entryAfter(told)?.value) === String(entryAfter(event)?.value)
      expect(asked || (isVolatile(event.key) && this.#told.some(was)), `${line(event)} was asked for`).to.equal(true)
      this.#keep(event)
      this.#told.push(event)
    }
    this.#highest = Math.max(this.#highest, this.#store.revision)
    this.#unsure = []
    await this.#checkEntries()
  }

  /** All the history there is; it may be compacted while it is read. */
  async #history(): Promise<{ compacted: number; history: StoreEvent[] }> {
    for (;;) {
      const { compacted } = this.#store
      try {
        return { compacted, history: await collect(this.#store.history(compacted, '/')) }
      } catch (error) {
        if (!(error instanceof CompactedError) || compacted === this.#store.compacted) throw error
      }
    }
  }

  async #checkEntries(): Promise<void> {
    const line = ({ key, value, revision }: Entry) => `${key} ${value} at ${revision}`
    const found = await collect(this.#store.entries('/'))
    const expected = [...this.#known.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
    expect(found.map(line), 'what is there is what is known').to.deep.equal(expected.map(line))
  }
}

describe('a store whose disk fails and whose process is killed at any batch', function () {
  this.timeout(60_000)

  const check = (keys: readonly string[], historyEvents: number) =>
    fc.assert(fc.asyncProperty(fc.array(step(keys), { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const players = new Players(historyEvents)
      await players.start()
      for (const each of steps) await players.play(each)
      await players.play({ wishes: [], fates: [], end: 'close' })
    }), { numRuns: Number(process.env['STORE_RUNS'] ?? 100) })

  it('keeps what it acknowledged, makes up nothing, and gives no revision twice, while it forgets history', () => check(
    ['/a', '/b', '/c'], 15,
  ))

  it('keeps the same of durable keys beside volatile ones, which go back to something that was acknowledged', () =>
    check(['/a', '/b', '/volatile/a', '/volatile/b'], 1e9))
})
