import type { KubeObject } from '../../../apimachinery/meta.ts'
import { internal } from '../core/validation/internal-print.ts'
import { decodeValue } from '../schema/decode.ts'
import { toWire } from '../schema/encode.ts'
import { builtinSchema } from '../schema/load.ts'
import { defaultMetrics } from './defaults.ts'
import { fromV1Metric, fromV1MetricStatus, toV1Condition, toV1Metric, toV1MetricStatus } from './v1-metrics.ts'

const prefix = 'autoscaling.alpha.kubernetes.io/'
/** The annotations of v1 that carry fields of v2. */
export const carried = [
  'metrics', 'behavior', 'scale-down-tolerance', 'scale-up-tolerance', 'current-metrics', 'conditions',
]
  .map((name) => `${prefix}${name}`)

/** An autoscaler in the form of v2; one that has it already is returned as it is. */
export function toStoredAutoscaler(object: KubeObject): KubeObject {
  if (object.apiVersion === 'autoscaling/v2') return object
  const { spec = {}, status = {}, metadata } = object
  const read = <T>(name: string, type: string, convert: (value: any) => T): T[] | undefined =>
    readCarried(metadata.annotations?.[`${prefix}${name}`], type, convert)
  const { targetCPUUtilizationPercentage: cpu, ...rest } = spec
  const metrics = [
    ...(read('metrics', 'MetricSpec', fromV1Metric) ?? []),
    ...(cpu === undefined ? [] : defaultMetrics(cpu)),
  ]
  const behavior = readBehavior(metadata.annotations?.[`${prefix}behavior`])
  const { currentCPUUtilizationPercentage: usedCpu, ...restOfStatus } = status
  const used = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: usedCpu } } }
  const currentMetrics = read('current-metrics', 'MetricStatus', fromV1MetricStatus)
    ?? (usedCpu === undefined ? [] : [used])
  const conditions = read('conditions', 'HorizontalPodAutoscalerCondition', (one) => one) ?? []
  const result = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata },
    spec: { ...rest, metrics: metrics.length === 0 ? defaultMetrics() : metrics, ...(behavior ? { behavior } : {}) },
    status: { ...restOfStatus, currentMetrics, conditions },
  }
  dropCarriedAnnotations(result)
  return result
}

/** Those annotations of a client that the server alone may set. */
export function dropCarriedAnnotations({ metadata }: KubeObject): void {
  if (!metadata.annotations) return
  metadata.annotations = Object.fromEntries(
    Object.entries(metadata.annotations).filter(([name]) => !carried.includes(name)),
  )
}

/** What an annotation carries; undefined when there is none that can be read. */
function readCarried<T>(text: string | undefined, type: string, convert: (value: any) => T): T[] | undefined {
  if (text === undefined) return undefined
  try {
    const struct = builtinSchema().struct(`autoscaling/v2.${type}`)
    return (JSON.parse(text) as unknown[]).map((item) => decodeValue(convert(item), struct).object)
  } catch {
    return undefined
  }
}

/** The behavior is written with Go's names, and read without regard to case. */
function readBehavior(text: string | undefined): any {
  if (text === undefined) return undefined
  try {
    const struct = builtinSchema().struct('autoscaling/v2.HorizontalPodAutoscalerBehavior')
    const { object } = decodeValue(inJsonNames(JSON.parse(text)), struct)
    return object.scaleUp || object.scaleDown ? object : undefined
  } catch {
    return undefined
  }
}

function inJsonNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inJsonNames)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(
    entries.map(([name, member]) => [`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, inJsonNames(member)]),
  )
}

/** A stored autoscaler in the form of v1, as Go would marshal it. */
export function fromStoredAutoscaler(object: KubeObject): KubeObject {
  if (object.apiVersion === 'autoscaling/v1') return object
  const { metrics, behavior, ...spec } = object['spec'] ?? {}
  const { currentMetrics, conditions, ...status } = object['status'] ?? {}
  const specs: any[] = metrics ?? []
  const used: any[] = currentMetrics ?? []
  const annotations = {
    ...carry('metrics', specs.filter((metric) => !isCpuUtilization(metric)).map(toV1Metric)),
    ...carry('current-metrics', used.map(toV1MetricStatus)),
    ...carry('conditions', (conditions ?? []).map(toV1Condition)),
    ...(behavior
      ? { [`${prefix}behavior`]: JSON.stringify(internal('HorizontalPodAutoscalerBehavior', behavior)) }
      : {}),
  }
  const converted = {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(object.metadata, annotations),
    spec: { ...spec, targetCPUUtilizationPercentage: specs.find(isCpuUtilization)?.resource.target.averageUtilization },
    status: {
      ...status, currentCPUUtilizationPercentage: used.findLast(isCpuUsage)?.resource.current.averageUtilization,
    },
  }
  return toWire(builtinSchema().struct('autoscaling/v1.HorizontalPodAutoscaler'), converted)
}

const carry = (name: string, list: unknown[]): Record<string, string> =>
  (list.length === 0 ? {} : { [`${prefix}${name}`]: JSON.stringify(list) })

function withAnnotations(metadata: KubeObject['metadata'], added: Record<string, string>): KubeObject['metadata'] {
  return Object.keys(added).length === 0
    ? metadata
    : { ...metadata, annotations: { ...metadata.annotations, ...added } }
}

const isCpuUtilization = ({ type, resource }: any): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined

const isCpuUsage = ({ type, resource }: any): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.current?.averageUtilization !== undefined
