import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { labelSelectorMatcher, validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { validatePodTemplate } from '../core/validation/pod-template.ts'

/** The selector of a workload, which must say something. */
export function validateWorkloadSelector(selector: any, path: string): FieldError[] {
  if (!selector) return [required(path)]
  const empty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0
  return [
    ...validateLabelSelector(selector, path),
    ...(empty ? [invalid(path, printedSelector(selector), 'empty selector is invalid for deployment')] : []),
  ]
}

/** The template of pods that always run. Upstream: ValidatePodTemplateSpecForReplicaSet. */
export function validateSelectedTemplate(spec: any, path: string): FieldError[] {
  const matcher = matcherOf(spec.selector)
  if (matcher === undefined) return [invalid(`${path}.selector`, printedSelector(spec.selector), 'invalid label selector')]
  const at = `${path}.template`
  const { metadata = {}, spec: podSpec = {} } = spec.template ?? {}
  const strays = '`selector` does not match template `labels`'
  return [
    ...(matcher(metadata.labels) ? [] : [invalid(`${at}.metadata.labels`, metadata.labels, strays)]),
    ...validatePodTemplate(spec.template, at),
    ...(podSpec.restartPolicy === 'Always'
      ? []
      : [unsupported(`${at}.spec.restartPolicy`, podSpec.restartPolicy, ['Always'])]),
    ...(podSpec.activeDeadlineSeconds === undefined
      ? []
      : [forbidden(`${at}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported')]),
  ]
}

function matcherOf(selector: any): ReturnType<typeof labelSelectorMatcher> | undefined {
  try {
    return labelSelectorMatcher(selector)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Counts in a status, none of them negative and none above `replicas`; the available are among the ready. */
export function validateReplicaCounts(status: any, counts: readonly string[], bounded: readonly string[]): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status
  const above = bounded.filter((name) => (status[name] ?? 0) > replicas)
  return [
    ...counts.flatMap((name) => nonNegative(`status.${name}`, status[name])),
    ...above.map((name) => invalid(`status.${name}`, status[name], 'cannot be greater than status.replicas')),
    ...(availableReplicas > readyReplicas
      ? [invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas')]
      : []),
  ]
}
