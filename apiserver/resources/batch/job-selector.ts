import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { printedSelector } from '../../../apimachinery/selector-form.ts'
import { matcherOf } from '../apps/workload-validation.ts'

const controllerUid = 'batch.kubernetes.io/controller-uid'
const jobName = 'batch.kubernetes.io/job-name'
const legacyControllerUid = 'controller-uid'
const legacyJobName = 'job-name'

/**
 * Gives a Job a selector of its own, and its pods the labels for it. A Job without labels has those of its template,
 * the generated ones among them: with the defaults it shares their object, as upstream's maps are shared. Where a name
 * is generated upstream works on a copy, in which they are not.
 */
export function generateSelector(job: KubeObject): void {
  const { name = '', uid = '' } = job.metadata
  const { spec } = job
  const { labels = {}, generateName = '' } = job.metadata
  const copied = generateName !== '' && name.startsWith(generateName)
  const shared = Object.keys(labels).length === 0 || (!copied && labels === spec.template.metadata?.labels)
  spec.template.metadata = {
    ...spec.template.metadata,
    labels: {
      [legacyJobName]: name, [jobName]: name, [legacyControllerUid]: uid, [controllerUid]: uid,
      ...spec.template.metadata?.labels,
    },
  }
  spec.selector = { ...spec.selector, matchLabels: { [controllerUid]: uid, ...spec.selector?.matchLabels } }
  if (shared) job.metadata.labels = { ...spec.template.metadata.labels }
}

/** Upstream: validateGeneratedSelector. */
export function validateGeneratedSelector(job: KubeObject, prefixedLabels: boolean): FieldError[] {
  const { name = '', uid = '' } = job.metadata
  const { manualSelector, selector, template } = job['spec']
  if (manualSelector || !selector) return []
  const legacy = { [legacyControllerUid]: uid, [legacyJobName]: name }
  const prefixed = prefixedLabels ? { [controllerUid]: uid, [jobName]: name } : {}
  const expected: Record<string, string> = { ...legacy, ...prefixed }
  const matches = matcherOf(selector)?.(expected) ?? true
  return [
    ...(uid === '' ? [required('metadata.uid')] : []),
    ...Object.entries(expected).flatMap(([key, value]) => validateHasLabel(template.metadata?.labels, key, value)),
    ...(matches ? [] : [invalid('spec.selector', printedSelector(selector), '`selector` not auto-generated')]),
  ]
}

function validateHasLabel(labels: Record<string, string> | undefined, key: string, value: string): FieldError[] {
  const path = `spec.template.metadata.labels[${key}]`
  const message = `must be '${value}'`
  if (labels?.[key] === undefined) return [required(path, message)]
  return labels[key] === value ? [] : [invalid(path, labels, message)]
}
