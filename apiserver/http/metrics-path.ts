import { metricsType } from '../metrics/metrics.ts'
import type { PathHandler } from './dispatch.ts'
import { respond } from './respond.ts'

/** `/metrics` or another path of theirs, for Prometheus. */
export function metricsPath(path: '/metrics' | '/metrics/slis', metrics: { text(): Promise<string> }): PathHandler {
  return async (exchange) => {
    if (exchange.path !== path) return false
    respond(exchange, 200, metricsType, await metrics.text())
    return true
  }
}
