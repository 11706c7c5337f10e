import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import Registry from 'prom-client/lib/registry.js'
import { registerStartTime } from './state-metrics.ts'

/** What came of the health checks: the service level indicators, which upstream tells apart from all other metrics. */
export interface HealthMetrics {
  /** Counts one check of an endpoint (`readyz`). */
  observe(name: string, type: string, isWell: boolean): void
  /** All of it in Prometheus' text format, version 0.0.4. */
  text(): Promise<string>
}

/** Indicators of one server. */
export function createHealthMetrics(): HealthMetrics {
  const registry = new Registry()
  const registers = [registry]
  const last = new Gauge({
    name: 'kubernetes_healthcheck', help: '[STABLE] This metric records the result of a single healthcheck.',
    registers, labelNames: ['name', 'type'],
  })
  const total = new Counter({
    name: 'kubernetes_healthchecks_total', help: '[STABLE] This metric records the results of all healthcheck.',
    registers, labelNames: ['name', 'type', 'status'],
  })
  registerStartTime(registers)
  return {
    observe(name, type, isWell) {
      last.set({ name, type }, isWell ? 1 : 0)
      total.inc({ name, type, status: isWell ? 'success' : 'error' })
    },
    text: () => registry.metrics(),
  }
}
