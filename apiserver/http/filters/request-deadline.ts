import { badRequest } from '../../../apimachinery/api-error.ts'
import { parseGoDuration } from '../../../apimachinery/go-duration.ts'
import { Roll } from '../../../apimachinery/roll.ts'
import { type Exchange, type Filter, whenClosed } from '../exchange.ts'
import { isLongRunning } from '../long-running.ts'

/** How often requests with the usual deadline are looked at. */
const sweepMilliseconds = 1000

/**
 * Ends requests that last longer than `maxMilliseconds`, or than what their `timeout` says where that is less; what
 * lasts as long as its client likes has no deadline. `expire` answers. Upstream: WithRequestDeadline and
 * WithTimeoutForNonLongRunningRequests.
 */
export function withRequestDeadline(maxMilliseconds: number, expire: (exchange: Exchange) => void): Filter {
  const usual = new Deadlines(maxMilliseconds, expire)
  return function requestDeadline(exchange, next) {
    if (isLongRunning(exchange.info)) return next()
    const wished = exchange.query.size === 0 ? 0 : wishOf(exchange)
    if (wished > 0 && wished < maxMilliseconds) setDeadline(exchange, wished, expire)
    else usual.watch(exchange)
    return next()
  }
}

function wishOf({ query }: Exchange): number {
  const timeout = query.get('timeout') ?? ''
  try {
    return timeout === '' ? 0 : parseGoDuration(timeout)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest(`invalid timeout specified in the request URL - ${error.message}`)
  }
}

function setDeadline(exchange: Exchange, milliseconds: number, expire: (exchange: Exchange) => void): void {
  const timer = setTimeout(() => expire(exchange), milliseconds)
  whenClosed(exchange, () => clearTimeout(timer))
}

/** Requests that all have the same time, so that the oldest is the next to end: one timer for all of them. */
class Deadlines {
  readonly #milliseconds: number
  readonly #expire: (exchange: Exchange) => void
  readonly #open = new Roll<{ exchange: Exchange; end: number }>()
  #timer: NodeJS.Timeout | undefined

  constructor(milliseconds: number, expire: (exchange: Exchange) => void) {
    this.#milliseconds = milliseconds
    this.#expire = expire
  }

  watch(exchange: Exchange): void {
    const place = this.#open.add({ exchange, end: performance.now() + this.#milliseconds })
    whenClosed(exchange, () => this.#open.leave(place))
    this.#timer ??= setInterval(() => this.#sweep(), Math.min(sweepMilliseconds, this.#milliseconds)).unref()
  }

  #sweep(): void {
    const now = performance.now()
    for (let place = this.#open.first; place?.item; place = this.#open.first) {
      const { exchange, end } = place.item
      if (end > now) return
      this.#open.leave(place)
      this.#expire(exchange)
    }
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
