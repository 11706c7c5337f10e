import { connectionLimits, requestLimits } from '../../apimachinery/limits.ts'
import type { Logger } from '../../apimachinery/log.ts'
import type { Exchange, Filter } from './exchange.ts'
import { estimateSeats } from './estimate-seats.ts'
import { withAuthentication } from './filters/authentication.ts'
import { withAuthorization } from './filters/authorization.ts'
import { type ServedKinds, withMetrics } from './filters/metrics.ts'
import { withImpersonation } from './filters/impersonation.ts'
import type { Authenticate, Authorize } from './filters/interfaces.ts'
import { withFlowControl } from './filters/flow-control.ts'
import { withRequestDeadline } from './filters/request-deadline.ts'
import { withResponseHeaders } from './filters/response-headers.ts'
import type { RequestMetrics } from '../metrics/request-metrics.ts'
import type { FlowControl } from '../flow-control/flow-control.ts'
import { respondError } from './status.ts'
import { asApiError } from './verbs/store-failure.ts'
import { timedOut } from './timed-out.ts'

/** What the chain is made of. */
export interface ChainParts {
  authenticate: Authenticate
  authorize: Authorize
  metrics: RequestMetrics
  kinds: ServedKinds
  flowControl: FlowControl
  log: Logger
  /** What answers a request that came through. */
  dispatch(exchange: Exchange): Promise<void>
}

/** THE order in which a request is treated. Upstream: server.DefaultBuildHandlerChain. */
export function buildChain(
  { authenticate, authorize, metrics, kinds, flowControl, log, dispatch }: ChainParts,
): (exchange: Exchange) => Promise<void> {
  const filters: readonly Filter[] = [
    // Before all else, so that what is refused is counted, too.
    withMetrics(metrics, kinds),
    // So early that refusals carry the headers too.
    withResponseHeaders,
    // Before anything is looked at that may take time.
    withRequestDeadline(requestLimits.milliseconds, (exchange) => expire(exchange, log)),
    // Before everything that asks who it is.
    withAuthentication(authenticate),
    // After authentication, because it is the real user who must be allowed to; before authorization, which judges the
    // new one.
    withImpersonation(authorize),
    // After impersonation, whose user it sorts by; before authorization, so that refusals cost a place, too.
    withFlowControl(flowControl, {
      waitMilliseconds: requestLimits.queueMilliseconds,
      heldPerUser: requestLimits.lastingPerUser,
      estimate: (exchange) => estimateSeats(exchange, () => kinds.extent(exchange.info)),
    }),
    // Last: nothing is read of a body, and nothing is told of what exists, before this has agreed.
    withAuthorization(authorize),
  ]
  return async (exchange) => {
    try {
      await run(filters, exchange, dispatch)
    } catch (error) {
      if (!exchange.expired) respondError(exchange, asApiError(error), log)
    }
  }
}

/** Who has begun to read an answer sees it end early; nobody else is told half of one. */
function expire(exchange: Exchange, log: Logger): void {
  const { response } = exchange
  exchange.expired = true
  if (response.headersSent) return void response.destroy()
  respondError(exchange, timedOut(), log)
  // A client that does not even read this would keep its place.
  setTimeout(() => {
    if (!response.writableFinished) response.destroy()
  }, connectionLimits.lingerMilliseconds).unref()
}

function run(
  filters: readonly Filter[], exchange: Exchange, last: (exchange: Exchange) => Promise<void>,
): Promise<void> {
  const step = (at: number): Promise<void> => {
    const filter = filters[at]
    return filter ? filter(exchange, () => step(at + 1)) : last(exchange)
  }
  return step(0)
}
