import { metricsType } from '../metrics/metrics.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { PathHandler } from './dispatch.ts'
import { respond } from './respond.ts'

/** `/metrics`, for Prometheus. */
export function metricsPath(metrics: Metrics): PathHandler {
  return async (exchange) => {
    if (exchange.path !== '/metrics') return false
    respond(exchange, 200, metricsType, await metrics.text())
    return true
  }
}
