import { readAmounts } from '../../../../apimachinery/amounts.ts'
import { forbidden, invalid, type FieldError } from '../../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../../apimachinery/meta.ts'
import { containersTogether } from '../../../../apimachinery/pod-resources.ts'
import { isHugePages, validatePodLevelResources } from './resources.ts'

/** What a pod may use as a whole. Upstream: validatePodResources. */
export function validatePodResources(spec: any, claimNames: readonly string[], path: string): FieldError[] {
  if (!spec.resources) return []
  if (spec.os?.name === 'windows') return [forbidden(path, 'may not be set for a windows pod')]
  return [
    ...(spec.resources.claims ? [forbidden(`${path}.claims`, 'claims may not be set for Resources at pod-level')] : []),
    ...validatePodLevelResources(spec.resources, claimNames, path),
    ...validateConsistency(spec, path),
  ]
}

/** The whole is not less than its parts. Upstream: validatePodResourceConsistency. */
function validateConsistency(spec: any, path: string): FieldError[] {
  const [requests, limits] = [readAmounts(spec.resources.requests), readAmounts(spec.resources.limits)]
  const pod = { spec } as unknown as KubeObject
  const below = (list: 'requests' | 'limits', whole: typeof limits, counts: (name: string) => boolean): FieldError[] =>
    Object.entries(containersTogether(pod, list, { status: false })).flatMap(([name, sum]) => {
      const amount = whole[name]
      if (amount === undefined || !counts(name) || sum.compare(amount) <= 0) return []
      const message = `must be greater than or equal to aggregate container ${list} of ${sum}`
      return [invalid(`${path}.${list}[${name}]`, String(amount), message)]
    })
  return [
    ...below('requests', requests, () => true),
    ...below('limits', limits, isHugePages),
    ...((spec.containers ?? []) as any[]).flatMap(({ resources }, index) =>
      Object.entries(readAmounts(resources?.limits)).flatMap(([name, amount]) => {
        const most = limits[name]
        if (most === undefined || amount.compare(most) <= 0) return []
        const at = `${path}.containers[${index}][${name}].limits`
        return [invalid(at, String(amount), `must be less than or equal to pod limits of ${most}`)]
      })),
  ]
}
