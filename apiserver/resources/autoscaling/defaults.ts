import type { KubeObject } from '../../../apimachinery/meta.ts'

const utilization = 80

/** What an autoscaler goes by that names no metrics. */
export const defaultMetrics = (averageUtilization = utilization): unknown[] => [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
]

const scaleUp = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }],
}
const scaleDown = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }

/** Upstream: SetDefaults_HorizontalPodAutoscaler of autoscaling/v2. */
export function defaultAutoscaler(autoscaler: KubeObject): void {
  autoscaler['spec'] ??= {}
  const { spec } = autoscaler
  spec.minReplicas ??= 1
  if ((spec.metrics ?? []).length === 0) spec.metrics = defaultMetrics()
  if (!spec.behavior) return
  spec.behavior.scaleUp = withDefaults(spec.behavior.scaleUp, scaleUp)
  spec.behavior.scaleDown = withDefaults(spec.behavior.scaleDown, scaleDown)
}

/** A list of policies that is given and empty stays, and is refused. */
function withDefaults(rules: any, defaults: object): any {
  const given = Object.entries(rules ?? {}).filter(([, value]) => value !== undefined && value !== null)
  return { ...structuredClone(defaults), ...Object.fromEntries(given) }
}
