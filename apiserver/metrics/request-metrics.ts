import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import type Registry from 'prom-client/lib/registry.js'
import { registerTallied } from './tallied-histogram.ts'
import { Tally } from '../../apimachinery/tally.ts'

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

/** What was counted of requests with the same labels. */
interface Counted {
  readonly labels: Readonly<Record<string, string>>
  readonly sizes: Tally
  /** Long-running ones that go on; undefined while there never was one. */
  running: number | undefined
  /** By what they said of a dry run. */
  readonly ended: Map<string, Ended>
}

interface Ended {
  readonly labels: Readonly<Record<string, string>>
  readonly seconds: Tally
  readonly codes: Map<number, number>
}

/**
 * Names, help and buckets as in upstream's endpoints/metrics. Counted in objects of its own, which the registry reads
 * when somebody asks: its metrics take every request's labels apart and together again.
 */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const counted = new Map<string, Counted>()
  const inFlight = { mutating: 0, readOnly: 0 }
  register(registry, counted, inFlight)
  return {
    begin(labels, { longRunning, mutating, dryRun }) {
      const started = performance.now()
      const place = countedFor(counted, labels)
      const kind = mutating ? 'mutating' : 'readOnly'
      if (longRunning) place.running = (place.running ?? 0) + 1
      else inFlight[kind]++
      return {
        done({ code, bytes }) {
          if (longRunning) place.running!--
          else inFlight[kind]--
          const { seconds, codes } = endedFor(place, dryRun)
          codes.set(code, (codes.get(code) ?? 0) + 1)
          seconds.add((performance.now() - started) / 1000)
          if (labels.verb === 'GET' || labels.verb === 'LIST') place.sizes.add(bytes)
        },
      }
    },
  }
}

function countedFor(counted: Map<string, Counted>, labels: RequestLabels): Counted {
  const { verb, group, version, resource, subresource, scope, component } = labels
  const key = `${verb} ${group}/${version}/${resource}/${subresource} ${scope} ${component}`
  let place = counted.get(key)
  if (!place) {
    place = { labels: { ...labels }, sizes: new Tally(sizes), running: undefined, ended: new Map() }
    counted.set(key, place)
  }
  return place
}

function endedFor({ labels, ended }: Counted, dryRun: string): Ended {
  let found = ended.get(dryRun)
  if (!found) {
    found = { labels: { ...labels, dry_run: dryRun }, seconds: new Tally(durations), codes: new Map() }
    ended.set(dryRun, found)
  }
  return found
}

function register(
  registry: Registry, counted: ReadonlyMap<string, Counted>,
  inFlight: Readonly<Record<'mutating' | 'readOnly', number>>,
): void {
  const registers = [registry]
  const allEnded = () => [...counted.values()].flatMap(({ ended }) => [...ended.values()])
  new Counter({
    name: 'apiserver_request_total', registers, labelNames: [...labelNames, 'dry_run', 'code'],
    help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, ' +
      'component, and HTTP response code.',
    collect() {
      this.reset()
      for (const { labels, codes } of allEnded()) {
        for (const [code, count] of codes) this.inc({ ...labels, code }, count)
      }
    },
  })
  registerTallied(registry, {
    name: 'apiserver_request_duration_seconds', bounds: durations,
    help: 'Response latency distribution in seconds for each verb, dry run value, group, version, resource, ' +
      'subresource, scope and component.',
    read: () => allEnded().map(({ labels, seconds }) => ({ labels, tally: seconds })),
  })
  registerTallied(registry, {
    name: 'apiserver_response_sizes', bounds: sizes,
    help:
      'Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.',
    read: () => [...counted.values()].map((place) => ({ labels: place.labels, tally: place.sizes })),
  })
  new Gauge({
    name: 'apiserver_longrunning_requests', registers, labelNames: [...labelNames],
    help: 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope '
      + 'and component. Not all requests are tracked this way.',
    collect() {
      this.reset()
      for (const { labels, running } of counted.values()) if (running !== undefined) this.set(labels, running)
    },
  })
  new Gauge({
    name: 'apiserver_current_inflight_requests', registers, labelNames: ['request_kind'],
    help: 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
    collect() {
      for (const [kind, running] of Object.entries(inFlight)) this.set({ request_kind: kind }, running)
    },
  })
}
