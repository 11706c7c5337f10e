import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import type Registry from 'prom-client/lib/registry.js'
import { registerTallied } from './tallied-histogram.ts'
import type { Tally } from '../../apimachinery/tally.ts'

/** A level of priority, as metrics see it. */
export interface MeasuredLevel {
  name: string
  nominal: number
  lower: number
  upper: number
}

/** The requests of a flow schema, as metrics see them. */
export interface MeasuredFlow {
  level: string
  schema: string
  executing: number
  /** Seats that the executing ones take. */
  seats: number
  waiting: number
  dispatched: number
  refused: ReadonlyMap<string, number>
  /** How long requests waited in seconds, by whether they were executed. */
  waits: Readonly<Record<'true' | 'false', Pick<Tally, 'counts' | 'sum'>>>
}

/** What is looked at when somebody asks for metrics, and never before. */
export interface FlowControlSource {
  levels(): Iterable<MeasuredLevel>
  flows(): Iterable<MeasuredFlow>
  /** Upper bounds of the buckets of waits, in seconds. */
  waitBuckets: readonly number[]
}

const prefix = 'apiserver_flowcontrol_'
const subsystem = 'the API Priority and Fairness subsystem'

const ofLevels: readonly [name: string, help: string, read: (level: MeasuredLevel) => number][] = [
  [
    'nominal_limit_seats',
    'Nominal number of execution seats configured for each priority level',
    ({ nominal }) => nominal,
  ],
  [
    'lower_limit_seats',
    'Configured lower bound on number of execution seats available to each priority level',
    ({ lower }) => lower,
  ],
  [
    'upper_limit_seats',
    'Configured upper bound on number of execution seats available to each priority level',
    ({ upper }) => upper,
  ],
]

const ofFlows: readonly [name: string, help: string, read: (flow: MeasuredFlow) => number][] = [
  [
    'current_executing_requests',
    `Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in ${subsystem}`,
    ({ executing }) => executing,
  ],
  [
    'current_executing_seats',
    'Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage '
      + `otherwise) requests in ${subsystem}`,
    ({ seats }) => seats,
  ],
  [
    'current_inqueue_requests',
    `Number of requests currently pending in queues of ${subsystem}`,
    ({ waiting }) => waiting,
  ],
]

/** Registers what flow control counts, under upstream's names. */
export function registerFlowControlMetrics(registry: Registry, source: FlowControlSource): void {
  const registers = [registry]
  const flowLabels = ['priority_level', 'flow_schema']
  const labelsOf = ({ level, schema }: MeasuredFlow) => ({ priority_level: level, flow_schema: schema })
  for (const [name, help, read] of ofLevels) {
    new Gauge({
      name: `${prefix}${name}`, help, registers, labelNames: ['priority_level'],
      collect() {
        this.reset()
        for (const level of source.levels()) this.set({ priority_level: level.name }, read(level))
      },
    })
  }
  for (const [name, help, read] of ofFlows) {
    new Gauge({
      name: `${prefix}${name}`, help, registers, labelNames: flowLabels,
      collect() {
        this.reset()
        for (const flow of source.flows()) this.set(labelsOf(flow), read(flow))
      },
    })
  }
  new Counter({
    name: `${prefix}dispatched_requests_total`,
    help: 'Number of requests executed by API Priority and Fairness subsystem', registers, labelNames: flowLabels,
    collect() {
      this.reset()
      for (const flow of source.flows()) this.inc(labelsOf(flow), flow.dispatched)
    },
  })
  new Counter({
    name: `${prefix}rejected_requests_total`,
    help: 'Number of requests rejected by API Priority and Fairness subsystem',
    registers,
    labelNames: [...flowLabels, 'reason'],
    collect() {
      this.reset()
      for (const flow of source.flows()) {
        for (const [reason, count] of flow.refused) this.inc({ ...labelsOf(flow), reason }, count)
      }
    },
  })
  registerWaits(registry, source)
}

function registerWaits(registry: Registry, { flows, waitBuckets }: FlowControlSource): void {
  registerTallied(registry, {
    name: `${prefix}request_wait_duration_seconds`,
    help: 'Length of time a request spent waiting in its queue',
    bounds: waitBuckets,
    read: () => [...flows()].flatMap(({ level, schema, waits }) => Object.entries(waits).map(([execute, tally]) =>
      ({ labels: { priority_level: level, flow_schema: schema, execute }, tally }))),
  })
}
