import { distinguisherOf } from '../../flow-control/classify.ts'
import { type Flow, type FlowControl, RefusedError } from '../../flow-control/flow-control.ts'
import type { Exchange, Filter } from '../exchange.ts'
import { isLongRunning } from '../long-running.ts'
import { PlainTextError } from '../status.ts'

/** Seconds after which a refused client may try again. */
const retryAfterSeconds = 1

/**
 * Lets only so many requests run at a time, by their level. Whatever lasts as long as its client likes is not counted, but
 * for the start of a watch. Nothing is waited for when a seat is free. Upstream: WithPriorityAndFairness.
 */
export function withFlowControl(flowControl: FlowControl, { waitMilliseconds }: { waitMilliseconds: number }): Filter {
  return function prioritized(exchange, next) {
    const { info, user, response } = exchange
    const watch = info.verb === 'watch'
    if (!watch && isLongRunning(info)) return next()
    const flow = flowControl.flowOf(user, info)
    // By uid, so that nobody learns from names how he is thought of.
    response.setHeader('X-Kubernetes-PF-FlowSchema-UID', flow.schema.uid)
    response.setHeader('X-Kubernetes-PF-PriorityLevel-UID', flow.level.row.uid)
    if (!flowControl.enter(flow)) return waitThen(flowControl, flow, exchange, waitMilliseconds, next)
    holdSeat(flowControl, flow, exchange)
    return next()
  }
}

async function waitThen(
  flowControl: FlowControl, flow: Flow, exchange: Exchange, milliseconds: number, next: () => Promise<void>,
): Promise<void> {
  const { user, info, signal, response } = exchange
  try {
    await flowControl.wait(flow, { distinguisher: distinguisherOf(flow.schema, user, info), milliseconds, signal })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    response.setHeader('Retry-After', retryAfterSeconds)
    throw new PlainTextError(429, 'Too many requests, please try again later.\n')
  }
  holdSeat(flowControl, flow, exchange)
  return next()
}

/** Until the answer is with the client, or a watch has begun; a client that reads slowly keeps its own seat, nobody else's. */
function holdSeat(flowControl: FlowControl, flow: Flow, exchange: Exchange): void {
  const { response, info, signal } = exchange
  if (signal.aborted) return flowControl.leave(flow)
  if (info.verb !== 'watch') {
    response.once('close', () => flowControl.leave(flow))
    return
  }
  let seated = true
  const leave = (): void => {
    if (seated) flowControl.leave(flow)
    seated = false
  }
  exchange.begun = leave
  response.once('close', leave)
}
