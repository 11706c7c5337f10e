import Gauge from 'prom-client/lib/gauge.js'
import Registry from 'prom-client/lib/registry.js'
import { type FlowControlSource, registerFlowControlMetrics } from './flow-control-metrics.ts'
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts'
import { registerStateMetrics, type StateSources } from './state-metrics.ts'

/** What a server tells Prometheus about itself. */
export interface Metrics {
  requests: RequestMetrics
  /** All of it in Prometheus' text format, version 0.0.4. */
  text(): Promise<string>
}

/** The media type of the text, as upstream names it. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'

/** Metrics of one server; `build` becomes the labels of `kubernetes_build_info`. */
export function createMetrics(
  sources: StateSources & { flowControl?: FlowControlSource }, build: Readonly<Record<string, string>>,
): Metrics {
  const registry = new Registry()
  const requests = createRequestMetrics(registry)
  registerStateMetrics(registry, sources)
  if (sources.flowControl) registerFlowControlMetrics(registry, sources.flowControl)
  new Gauge({
    name: 'kubernetes_build_info', registers: [registry], labelNames: Object.keys(build),
    help: "A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, "
      + 'build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.',
  }).set(build, 1)
  return { requests, text: () => registry.metrics() }
}
