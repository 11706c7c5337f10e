import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { nonNegative, nonNegativeMessage, unsupported } from '../core/validation/fields.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { validateMetric } from './metric-validation.ts'
import { validateReference, versionProblem, type ReferenceRules } from './reference-validation.ts'

const maxPeriod = 1800
const maxWindow = 3600
const selectPolicies = ['Disabled', 'Max', 'Min']
const policyTypes = ['Percent', 'Pods']

/** Upstream: ValidateHorizontalPodAutoscaler. */
export function validateAutoscaler({ spec }: KubeObject): FieldError[] {
  return validateSpec(spec, undefined)
}

/** Upstream: ValidateHorizontalPodAutoscalerUpdate. */
export function validateAutoscalerUpdate(autoscaler: KubeObject, old: KubeObject): FieldError[] {
  return [...validateKindMetaUpdate(autoscaler, old), ...validateSpec(autoscaler['spec'], old['spec'])]
}

function validateSpec(spec: any, old: any): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef = {} } = spec
  const least = old?.minReplicas === 0 ? 0 : 1
  const metrics: any[] = spec.metrics ?? []
  const rules = objectRules(old)
  return [
    ...(minReplicas < least
      ? [invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${least}`)]
      : []),
    ...(maxReplicas === 0 ? [required('spec.maxReplicas', 'must be set and greater than 0')] : []),
    ...(maxReplicas < 0 ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1')] : []),
    ...(maxReplicas < minReplicas
      ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')]
      : []),
    ...validateReference(scaleTargetRef, 'spec.scaleTargetRef', targetRules(scaleTargetRef, old?.scaleTargetRef)),
    ...metrics.flatMap((metric, index) => validateMetric(metric, `spec.metrics[${index}]`, rules)),
    ...validateScaleToZero(minReplicas, metrics, 'spec.metrics'),
    ...['scaleUp', 'scaleDown'].flatMap((name) => validateRules(spec.behavior?.[name], `spec.behavior.${name}`)),
  ]
}

/** Only what runs elsewhere can tell when there should be pods again. */
function validateScaleToZero(minReplicas: number | undefined, metrics: any[], path: string): FieldError[] {
  const outside = metrics.some(({ type }) => type === 'Object' || type === 'External')
  const message = 'must specify at least one Object or External metric to support scaling to zero replicas'
  return minReplicas === 0 && !outside ? [forbidden(path, message)] : []
}

function targetRules(target: any, old: any): ReferenceRules {
  const same = old !== undefined && (old.apiVersion ?? '') === (target.apiVersion ?? '') && old.kind === target.kind
  return { allowAny: same, allowCore: target.kind === 'ReplicationController' }
}

function objectRules(old: any): ReferenceRules {
  const rules = { allowAny: false, allowCore: true }
  const wrong = ((old?.metrics ?? []) as any[]).some(({ type, object }) =>
    type === 'Object' && object && versionProblem(object.describedObject ?? {}, rules) !== undefined)
  return { ...rules, allowAny: wrong }
}

/** Upstream: validateScalingRules. */
function validateRules(rules: any, path: string): FieldError[] {
  if (!rules) return []
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules
  const at = `${path}.stabilizationWindowSeconds`
  return [
    ...(window < 0 ? [invalid(at, window, 'must be greater than or equal to zero')] : []),
    ...(window > maxWindow ? [invalid(at, window, `must be less than or equal to ${maxWindow}`)] : []),
    ...(selectPolicy === undefined || selectPolicies.includes(selectPolicy)
      ? []
      : [unsupported(`${path}.selectPolicy`, selectPolicy, selectPolicies)]),
    ...(policies.length === 0 ? [required(`${path}.policies`, 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy: any, index: number) => validatePolicy(policy, `${path}.policies[${index}]`)),
    ...validateTolerance(tolerance, `${path}.tolerance`),
  ]
}

function validatePolicy({ type = '', value = 0, periodSeconds = 0 }: any, path: string): FieldError[] {
  const positive = 'must be greater than zero'
  const at = `${path}.periodSeconds`
  return [
    ...(policyTypes.includes(type) ? [] : [unsupported(`${path}.type`, type, policyTypes)]),
    ...(value > 0 ? [] : [invalid(`${path}.value`, value, positive)]),
    ...(periodSeconds > 0 ? [] : [invalid(at, periodSeconds, positive)]),
    ...(periodSeconds > maxPeriod ? [invalid(at, periodSeconds, `must be less than or equal to ${maxPeriod}`)] : []),
  ]
}

function validateTolerance(text: string | undefined, path: string): FieldError[] {
  const amount = text === undefined ? undefined : parseQuantity(text)
  return amount !== undefined && amount.sign() < 0 ? [invalid(path, String(amount), nonNegativeMessage)] : []
}

/** Upstream: ValidateHorizontalPodAutoscalerStatusUpdate. */
export function validateAutoscalerStatusUpdate(autoscaler: KubeObject, old: KubeObject): FieldError[] {
  const { currentReplicas, desiredReplicas } = autoscaler['status'] ?? {}
  return [
    ...validateKindMetaUpdate(autoscaler, old),
    ...nonNegative('status.currentReplicas', currentReplicas),
    ...nonNegative('status.desiredReplicas', desiredReplicas),
  ]
}
