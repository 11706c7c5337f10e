import type { KubeObject } from '../../../apimachinery/meta.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import type { Column } from '../definition.ts'

const shown = 2
const unknown = '<unknown>'

/** What an autoscaler goes by: `cpu: 40%/60%, 100/200 (avg) + 1 more...`. Upstream: formatHPAMetrics. */
function targetsOf({ spec, status }: KubeObject): string {
  const metrics: any[] = spec?.metrics ?? []
  if (metrics.length === 0) return '<none>'
  const texts = metrics.slice(0, shown)
    .map((metric, index) => metricText(metric, status?.currentMetrics?.[index] ?? {}))
  const more = metrics.length > shown ? ` + ${metrics.length - shown} more...` : ''
  return `${texts.join(', ')}${more}`
}

function metricText(metric: any, current: any): string {
  switch (metric.type) {
    case 'External':
      return valueText(metric.external, current.external)
    case 'Object':
      return valueText(metric.object, current.object)
    case 'Pods':
      return `${quantity(current.pods, 'averageValue')}/${metric.pods.target.averageValue ?? '<nil>'}`
    case 'Resource':
      return usageText(metric.resource, current.resource)
    case 'ContainerResource':
      return usageText(metric.containerResource, current.containerResource)
    default:
      return '<unknown type>'
  }
}

function valueText({ target }: any, status: any): string {
  if (target.averageValue === undefined) return `${quantity(status, 'value')}/${target.value ?? '<nil>'}`
  return `${status?.current?.averageValue ?? unknown}/${target.averageValue} (avg)`
}

/** A status that is there without the value prints as Go's nil does. */
function quantity(status: any, field: string): string {
  return status ? status.current?.[field] ?? '<nil>' : unknown
}

function usageText({ name, target }: any, status: any): string {
  if (target.averageValue !== undefined) return `${name}: ${quantity(status, 'averageValue')}/${target.averageValue}`
  const used = status?.current?.averageUtilization
  const wanted = target.averageUtilization
  return `${name}: ${used === undefined ? unknown : `${used}%`}/${wanted === undefined ? '<auto>' : `${wanted}%`}`
}

/** Upstream: printers/internalversion printHorizontalPodAutoscaler. */
export const autoscalerColumns: readonly Column[] = [
  nameColumn,
  column(
    'Reference',
    'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be '
      + 'collected, as well as to actually change the replica count.',
    ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
  ),
  column(
    'Targets',
    'metrics contains the specifications for which to use to calculate the desired replica count (the maximum '
      + 'replica count across all metrics will be used).  The desired replica count is calculated multiplying the '
      + 'ratio between the target value and the current value by the current number of pods.  Ergo, metrics used '
      + 'must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for '
      + 'more information about how each type of metric must respond. If not set, the default metric will be set to '
      + '80% average CPU utilization.',
    targetsOf,
  ),
  column(
    'MinPods',
    'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults '
      + 'to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least '
      + 'one Object or External metric is configured.  Scaling is active as long as at least one metric value is '
      + 'available.',
    ({ spec }) => String(spec?.minReplicas ?? '<unset>'),
  ),
  column(
    'MaxPods',
    'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be '
      + 'less that minReplicas.',
    ({ spec }) => spec?.maxReplicas ?? 0,
  ),
  column(
    'Replicas',
    'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.',
    ({ status }) => status?.currentReplicas ?? 0,
  ),
  ageColumn,
]
