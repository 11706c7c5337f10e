import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import Histogram from 'prom-client/lib/histogram.js'
import type Registry from 'prom-client/lib/registry.js'

/** What the metrics of requests tell apart; upstream's labels. */
export interface RequestLabels {
  verb: string
  group: string
  version: string
  resource: string
  subresource: string
  scope: string
  component: string
}

/** A request that is being answered. */
export interface ObservedRequest {
  /** Counts it as done. */
  done(answer: { code: number; bytes: number }): void
}

/** Counts requests and times them. */
export interface RequestMetrics {
  begin(labels: RequestLabels, how: { longRunning: boolean; mutating: boolean; dryRun: string }): ObservedRequest
}

const labelNames = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component'] as const
const durations = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]
const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

/** Names, help and buckets as in upstream's endpoints/metrics. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry]
  const total = new Counter({
    name: 'apiserver_request_total', registers, labelNames: [...labelNames, 'dry_run', 'code'],
    help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, ' +
      'component, and HTTP response code.',
  })
  const seconds = new Histogram({
    name: 'apiserver_request_duration_seconds', registers, labelNames: [...labelNames, 'dry_run'], buckets: durations,
    help: 'Response latency distribution in seconds for each verb, dry run value, group, version, resource, ' +
      'subresource, scope and component.',
  })
  const bytes = new Histogram({
    name: 'apiserver_response_sizes', registers, labelNames: [...labelNames], buckets: sizes,
    help: 'Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.',
  })
  const running = new Gauge({
    name: 'apiserver_longrunning_requests', registers, labelNames: [...labelNames],
    help: 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and ' +
      'component. Not all requests are tracked this way.',
  })
  const inFlight = new Gauge({
    name: 'apiserver_current_inflight_requests', registers, labelNames: ['request_kind'],
    help: 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
  })
  for (const kind of ['mutating', 'readOnly']) inFlight.set({ request_kind: kind }, 0)

  return {
    begin(labels, { longRunning, mutating, dryRun }) {
      const started = performance.now()
      const at = { ...labels }
      const kind = { request_kind: mutating ? 'mutating' : 'readOnly' }
      if (longRunning) running.inc(at)
      else inFlight.inc(kind)
      return {
        done({ code, bytes: sent }) {
          if (longRunning) running.dec(at)
          else inFlight.dec(kind)
          total.inc({ ...labels, dry_run: dryRun, code })
          seconds.observe({ ...labels, dry_run: dryRun }, (performance.now() - started) / 1000)
          if (labels.verb === 'GET' || labels.verb === 'LIST') bytes.observe(at, sent)
        },
      }
    },
  }
}
