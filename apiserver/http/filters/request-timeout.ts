import { badRequest } from '../../../apimachinery/api-error.ts'
import type { Exchange, Filter } from '../exchange.ts'

const streams = ['attach', 'exec', 'log', 'portforward', 'proxy']

/** Refuses a `timeout` that is no duration, except of requests that last as long as they like. Upstream: WithRequestDeadline. */
export const withRequestTimeout: Filter = async function requestTimeout(exchange, next) {
  const timeout = exchange.query.get('timeout') ?? ''
  const wrong = timeout === '' || isLongRunning(exchange) ? undefined : durationError(timeout)
  if (wrong !== undefined) throw badRequest(`invalid timeout specified in the request URL - ${wrong}`)
  return next()
}

function isLongRunning({ info }: Exchange): boolean {
  return info.verb === 'watch' || info.verb === 'proxy' || streams.includes(info.subresource)
}

/** What Go's time.ParseDuration says against a text. */
export function durationError(text: string): string | undefined {
  const quoted = JSON.stringify(text)
  const rest = text.replace(/^[+-]/, '')
  if (rest === '0') return undefined
  if (!/^(\d|\.\d)/.test(rest)) return `time: invalid duration ${quoted}`
  for (const [, number = '', unit = ''] of rest.matchAll(/([\d.]*)([^\d.]*)/g)) {
    if (number === '' && unit === '') continue
    if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) return `time: invalid duration ${quoted}`
    if (unit === '') return `time: missing unit in duration ${quoted}`
    if (!/^(ns|us|µs|μs|ms|s|m|h)$/.test(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`
  }
  return undefined
}
