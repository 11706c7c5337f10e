import type { UserInfo } from '../authn/user.ts'
import { type Classify, createClassifier, type RequestDigest } from './classify.ts'
import { FlowQueues, type QueueBounds } from './flow-queues.ts'
import type { FlowSchema, PriorityLevel } from './rows.ts'
import { assignSeats, type SeatLimits } from './seats.ts'
import { WaitTimes } from './wait-times.ts'

/** Why a request was refused; upstream's words, as metrics say them. */
export type Refusal = 'concurrency-limit' | 'queue-full' | 'time-out' | 'cancelled'

/** A request that is given no seat. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly reason: Refusal
  constructor(reason: Refusal) {
    super(`cannot run the request now: ${reason}`)
    this.reason = reason
  }
}

/** A level while the server runs. */
export interface LevelState {
  row: PriorityLevel
  limits: SeatLimits
  /** Seats that are taken. */
  seats: number
  readonly queues: FlowQueues<Waiting>
}

/** The requests of one schema in its level, and what became of them so far. */
export interface Flow {
  schema: FlowSchema
  readonly level: LevelState
  executing: number
  /** Seats that the executing ones take. */
  seats: number
  waiting: number
  dispatched: number
  readonly refused: Map<Refusal, number>
  /** Of those that had to wait and got a seat; and of those that got none. */
  readonly waits: { executed: WaitTimes; refused: WaitTimes }
}

/** One that waits for its seat. */
interface Waiting {
  flow: Flow
  width: number
  start(): void
}

/** How long a request may wait, and what ends its waiting. */
export interface Patience {
  /** Tells flows of one schema apart. */
  distinguisher: string
  /** Seats that the request takes. */
  width: number
  milliseconds: number
  signal: AbortSignal
}

/**
 * Gives seats to requests by level, and lets wait, flow by flow in turn, who finds none. What a level lends goes to
 * whoever has taken least of his own part when it becomes free; what it keeps for itself nobody else gets. Upstream:
 * util/flowcontrol, which lends by a forecast of each ten seconds; here a seat is lent in the moment.
 */
export class FlowControl {
  readonly #total: number
  readonly #levels = new Map<string, LevelState>()
  readonly #flows = new Map<string, Flow>()
  #classify: Classify = () => { throw new Error('cannot sort requests: nothing is configured yet') }
  /** The flow of each schema as it is now. */
  #current = new Map<FlowSchema, Flow>()
  /** Seats that levels lend, and how many of them are taken. */
  #lendable = 0
  #lent = 0
  #waiting = 0

  /** `total` seats, but for who is exempt. */
  constructor(total: number) {
    this.#total = total
  }

  /** Every level that is there or still has requests. */
  levels(): Iterable<LevelState> {
    return this.#levels.values()
  }

  /** Every flow that is there or still has requests. */
  flows(): Iterable<Flow> {
    return this.#flows.values()
  }

  /** Takes new rows into use. Requests that run or wait keep their seats and places, in levels that are gone too. */
  configure(levels: readonly PriorityLevel[], schemas: readonly FlowSchema[]): void {
    const limits = assignSeats(levels, this.#total)
    for (const [at, row] of levels.entries()) {
      const known = this.#levels.get(row.name)
      if (known) Object.assign(known, { row, limits: limits[at]! })
      else this.#levels.set(row.name, { row, limits: limits[at]!, seats: 0, queues: new FlowQueues() })
    }
    this.#current = new Map(schemas.map((schema) => [schema, this.#flowFor(schema)]))
    this.#classify = createClassifier(schemas)
    this.#forgetGone(new Set(levels.map(({ name }) => name)))
    const limited = [...this.#levels.values()].filter(({ row }) => !row.exempt)
    this.#lendable = sum(limited, ({ limits: { nominal, lower } }) => nominal - lower)
    this.#lent = sum(limited, ({ seats, limits: { lower } }) => Math.max(0, seats - lower))
    this.#seatWaiting()
  }

  /** Where a request belongs. */
  flowOf(user: UserInfo, request: RequestDigest): Flow {
    return this.#current.get(this.#classify(user, request))!
  }

  /** Takes seats if so many are free; who gets them must `leave` them once. `width` is at most the level's widest. */
  enter(flow: Flow, width = 1): boolean {
    const { level } = flow
    if (level.queues.length > 0 || !this.#hasRoom(level, width)) return false
    this.#seat(flow, width)
    return true
  }

  /** Waits for seats; who gets them must `leave` them once. Rejects with a RefusedError. */
  async wait(flow: Flow, { distinguisher, width, milliseconds, signal }: Patience): Promise<void> {
    const { level: { row: { queuing }, queues }, schema } = flow
    if (!queuing) throw this.#refuse(flow, 'concurrency-limit')
    const id = queuing.queues > 1 ? `${schema.name}\0${distinguisher}` : ''
    const since = performance.now()
    const seated = await new Promise<boolean>((resolve, reject) => {
      const waiting: Waiting = { flow, width, start: () => settle(() => resolve(true)) }
      if (queues.push(id, waiting, boundsOf(queuing)) === undefined) return reject(this.#refuse(flow, 'queue-full'))
      flow.waiting++
      this.#waiting++
      const giveUp = (reason: Refusal) => () => settle(() => {
        queues.remove(id, waiting)
        flow.waits.refused.add(performance.now() - since)
        reject(this.#refuse(flow, reason))
      })
      const [late, gone] = [giveUp('time-out'), giveUp('cancelled')]
      const timer = setTimeout(late, milliseconds)
      signal.addEventListener('abort', gone, { once: true })
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', gone)
        flow.waiting--
        this.#waiting--
        act()
      }
      if (signal.aborted) gone()
    })
    if (seated) flow.waits.executed.add(performance.now() - since)
  }

  /** Gives seats back, to whoever waits. */
  leave(flow: Flow, width = 1): void {
    this.#move(flow.level, -width)
    flow.executing--
    flow.seats -= width
    if (this.#waiting > 0) this.#seatWaiting()
  }

  #hasRoom({ row, limits: { lower, upper }, seats }: LevelState, width: number): boolean {
    if (row.exempt || seats + width <= lower) return true
    const borrowed = seats + width - Math.max(lower, seats)
    return seats + width <= upper && this.#lent + borrowed <= this.#lendable
  }

  #seat(flow: Flow, width: number): void {
    this.#move(flow.level, width)
    flow.executing++
    flow.seats += width
    flow.dispatched++
  }

  /** Counts what a level has taken, and how much of it is lent. */
  #move(level: LevelState, by: number): void {
    const lentTo = (seats: number): number => (level.row.exempt ? 0 : Math.max(0, seats - level.limits.lower))
    this.#lent += lentTo(level.seats + by) - lentTo(level.seats)
    level.seats += by
  }

  #seatWaiting(): void {
    for (let level = this.#next(); level; level = this.#next()) {
      const { flow, width, start } = level.queues.shift()!
      this.#seat(flow, width)
      start()
    }
  }

  /** The level whose next in turn could go on, and that has least of its own part. */
  #next(): LevelState | undefined {
    let best: LevelState | undefined
    for (const level of this.#levels.values()) {
      const waiting = level.queues.peek()
      if (waiting === undefined || !this.#hasRoom(level, waiting.width)) continue
      if (best === undefined || fill(level) < fill(best)) best = level
    }
    return best
  }

  #refuse(flow: Flow, reason: Refusal): RefusedError {
    flow.refused.set(reason, (flow.refused.get(reason) ?? 0) + 1)
    return new RefusedError(reason)
  }

  #flowFor(schema: FlowSchema): Flow {
    const key = `${schema.name}\0${schema.level}`
    const known = this.#flows.get(key)
    if (known) return Object.assign(known, { schema })
    const level = this.#levels.get(schema.level)
    if (!level) throw new RangeError(`cannot use the flow schema ${schema.name}: there is no level ${schema.level}`)
    const flow: Flow = {
      schema, level, executing: 0, seats: 0, waiting: 0, dispatched: 0, refused: new Map(),
      waits: { executed: new WaitTimes(), refused: new WaitTimes() },
    }
    this.#flows.set(key, flow)
    return flow
  }

  /** Whoever makes and deletes objects without end must not make the server remember them all. */
  #forgetGone(levels: ReadonlySet<string>): void {
    const current = new Set(this.#current.values())
    for (const [key, flow] of this.#flows) {
      if (!current.has(flow) && flow.executing === 0 && flow.waiting === 0) this.#flows.delete(key)
    }
    const used = new Set([...this.#flows.values()].map(({ level }) => level))
    for (const [name, level] of this.#levels) if (!levels.has(name) && !used.has(level)) this.#levels.delete(name)
  }
}

/** Upstream's queues are each as long as the limit, and a flow has a hand of them. */
function boundsOf({ queues, handSize, queueLengthLimit }: NonNullable<PriorityLevel['queuing']>): QueueBounds {
  return { perFlow: Math.min(queues, handSize) * queueLengthLimit, total: queues * queueLengthLimit }
}

const fill = ({ seats, limits }: LevelState): number => seats / Math.max(1, limits.nominal)

function sum<T>(list: readonly T[], valueOf: (item: T) => number): number {
  return list.reduce((total, item) => total + valueOf(item), 0)
}
