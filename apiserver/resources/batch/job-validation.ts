import { validateDomainPrefixedPath } from '../../../apimachinery/domain-prefixed-path.ts'
import { invalid, required, tooLong, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { byteLength, isDNS1123Label } from '../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../apimachinery/selectors.ts'
import { validateTemplateLabels } from '../apps/workload-validation.ts'
import { nonNegative, unsupported } from '../core/validation/fields.ts'
import { internal } from '../core/validation/internal-print.ts'
import { validatePodTemplate } from '../core/validation/pod-template.ts'
import { validateIndexed } from './indexed-validation.ts'
import { validateGeneratedSelector } from './job-selector.ts'
import { validatePodFailurePolicy } from './pod-failure-policy.ts'
import { validateSuccessPolicy } from './success-policy.ts'

const maxManagedBy = 63

/** Upstream: ValidateJob. Jobs of old do not have the labels with a prefix. */
export function validateJob(job: KubeObject, prefixedLabels = true, old?: KubeObject): FieldError[] {
  return [
    ...validateGeneratedSelector(job, prefixedLabels),
    ...validateJobSpec(job['spec'], old?.['spec']),
    ...validatePodNames(job),
  ]
}

/** The pods of an Indexed Job are named after it and their index. */
function validatePodNames({ metadata, spec }: KubeObject): FieldError[] {
  const { name = '' } = metadata
  if (spec.completionMode !== 'Indexed' || !(spec.completions > 0)) return []
  const last = `${name}-${spec.completions - 1}`
  if (isDNS1123Label(last).length === 0) return []
  return [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)]
}

/** Upstream: ValidateJobSpec. */
export function validateJobSpec(spec: any, old?: any): FieldError[] {
  return [
    ...validateSpecOfAny(spec, 'spec', old),
    ...(spec.selector ? validateLabelSelector(spec.selector, 'spec.selector') : [required('spec.selector')]),
    ...validateTemplateLabels(spec, 'spec'),
  ]
}

const counts = [
  'parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished',
  'backoffLimitPerIndex', 'maxFailedIndexes',
]

/** What holds for a Job and for the template of one. Upstream: validateJobSpec. */
export function validateSpecOfAny(spec: any, path: string, old?: any): FieldError[] {
  const { completionMode: mode, managedBy, podFailurePolicy, successPolicy } = spec
  const modes = ['NonIndexed', 'Indexed']
  return [
    ...counts.flatMap((name) => nonNegative(`${path}.${name}`, spec[name])),
    ...(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
      ? [required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')]
      : []),
    ...(managedBy === undefined ? [] : validateManagedBy(managedBy, `${path}.managedBy`)),
    ...(mode === undefined || modes.includes(mode) ? [] : [unsupported(`${path}.completionMode`, mode, modes)]),
    ...validateIndexed(spec, path),
    ...(podFailurePolicy ? validatePodFailurePolicy(spec, `${path}.podFailurePolicy.rules`) : []),
    ...(successPolicy ? validateSuccess(spec, `${path}.successPolicy`) : []),
    ...validateReplacement(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplate(spec.template, `${path}.template`, old?.template),
    ...validateRestarts(spec, `${path}.template.spec.restartPolicy`),
  ]
}

function validateManagedBy(manager: string, path: string): FieldError[] {
  return [
    ...validateDomainPrefixedPath(path, manager),
    ...(byteLength(manager) > maxManagedBy ? [tooLong(path, maxManagedBy)] : []),
  ]
}

function validateSuccess({ completionMode, successPolicy, completions }: any, path: string): FieldError[] {
  if (completionMode === 'Indexed') return validateSuccessPolicy(successPolicy.rules, completions ?? 0, `${path}.rules`)
  return [invalid(path, internal('SuccessPolicy', successPolicy), 'requires indexed completion mode')]
}

function validateReplacement({ podReplacementPolicy: policy, podFailurePolicy }: any, path: string): FieldError[] {
  const policies = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  return policy === undefined || policies.includes(policy) ? [] : [unsupported(path, policy, policies)]
}

function validateRestarts({ template, podFailurePolicy }: any, path: string): FieldError[] {
  const policy: string = template.spec.restartPolicy
  if (policy === 'Always' || policy === '') return [required(path, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never') return [unsupported(path, policy, ['OnFailure', 'Never'])]
  return podFailurePolicy && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : []
}
