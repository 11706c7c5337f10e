import { distinguisherOf } from '../../flow-control/classify.ts'
import { type Flow, type FlowControl, type LevelState, RefusedError } from '../../flow-control/flow-control.ts'
import { HeldRequests } from '../../flow-control/held-requests.ts'
import { RetryAfter } from '../../flow-control/retry-after.ts'
import { type Exchange, type Filter, whenClosed } from '../exchange.ts'
import { isLongRunning } from '../long-running.ts'
import { PlainTextError } from '../status.ts'

/** How those are put off whom a level refuses. */
const putOff = new WeakMap<LevelState, RetryAfter>()

/** The bounds of the filter. */
export interface FlowControlOptions {
  /** How long a request may wait for its seat. */
  waitMilliseconds: number
  /** How many requests that last as long as he likes one user may have. */
  heldPerUser: number
  /** How many seats a request should take. */
  estimate(exchange: Exchange): number
}

/**
 * Lets only so many requests run at a time, by their level. Whatever lasts as long as its client likes takes no seat,
 * but for the start of a watch; of those a user may only have so many. Nothing is waited for when a seat is free, and
 * who is exempt is never held up. Upstream: WithPriorityAndFairness.
 */
export function withFlowControl(
  flowControl: FlowControl, { waitMilliseconds, heldPerUser, estimate }: FlowControlOptions,
): Filter {
  const held = new HeldRequests(heldPerUser)
  return function prioritized(exchange, next) {
    const { info, user, response } = exchange
    const flow = flowControl.flowOf(user, info)
    const lasting = isLongRunning(info)
    if (lasting && !flow.level.row.exempt) hold(held, exchange, flow.level)
    if (lasting && info.verb !== 'watch') return next()
    // By uid, so that nobody learns from names how he is thought of.
    response.setHeader('X-Kubernetes-PF-FlowSchema-UID', flow.schema.uid)
    response.setHeader('X-Kubernetes-PF-PriorityLevel-UID', flow.level.row.uid)
    const { row, limits } = flow.level
    const taken: Taken = { flowControl, flow, width: row.exempt ? 1 : Math.min(estimate(exchange), limits.widest) }
    if (!flowControl.enter(flow, taken.width)) return waitThen(taken, exchange, waitMilliseconds, next)
    holdSeats(taken, exchange)
    return next()
  }
}

function hold(held: HeldRequests, exchange: Exchange, level: LevelState): void {
  const { user, response } = exchange
  if (!held.enter(user.name)) throw tooMany(response, level)
  if (response.destroyed) return held.leave(user.name)
  whenClosed(exchange, () => held.leave(user.name))
}

function tooMany(response: Exchange['response'], level: LevelState): PlainTextError {
  const retryAfter = putOff.get(level) ?? new RetryAfter()
  putOff.set(level, retryAfter)
  response.setHeader('Retry-After', retryAfter.refuse(Math.floor(Date.now() / 1000)))
  return new PlainTextError(429, 'Too many requests, please try again later.\n')
}

/** Seats that a request has or waits for. */
interface Taken {
  flowControl: FlowControl
  flow: Flow
  width: number
}

async function waitThen(
  taken: Taken, exchange: Exchange, milliseconds: number, next: () => Promise<void>,
): Promise<void> {
  const { flowControl, flow, width } = taken
  const { user, info, signal, response } = exchange
  try {
    await flowControl.wait(flow, {
      distinguisher: distinguisherOf(flow.schema, user, info), width, milliseconds, signal,
    })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    throw tooMany(response, flow.level)
  }
  holdSeats(taken, exchange)
  return next()
}

/**
 * Until the answer is with the client, or a watch has begun; a client that reads slowly keeps its own seats,
 * nobody else's.
 */
function holdSeats({ flowControl, flow, width }: Taken, exchange: Exchange): void {
  const { response, info } = exchange
  if (response.destroyed) return flowControl.leave(flow, width)
  if (info.verb !== 'watch') {
    whenClosed(exchange, () => flowControl.leave(flow, width))
    return
  }
  let seated = true
  const leave = (): void => {
    if (seated) flowControl.leave(flow, width)
    seated = false
  }
  exchange.begun = leave
  whenClosed(exchange, leave)
}
