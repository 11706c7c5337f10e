import { forbidden, type FieldError } from '../../../../apimachinery/field-error.ts'
import { validateLabels } from '../../../../apimachinery/selectors.ts'
import { validateAnnotations } from './annotations.ts'
import { validatePodAnnotations, validateProfileAgreement } from './pod-annotations.ts'
import { validatePodSpec } from './pod-spec.ts'

/** The template of a workload; `old` is the one that an update replaces. Upstream: ValidatePodTemplateSpec. */
export function validatePodTemplate(template: any, path: string, old?: any): FieldError[] {
  const { metadata = {}, spec = {} } = template ?? {}
  const specPath = `${path}.spec`
  return [
    ...validateLabels(metadata.labels, `${path}.labels`),
    ...validateAnnotations(metadata.annotations, `${path}.annotations`),
    ...validatePodAnnotations(metadata.annotations, spec, `${path}.annotations`),
    ...validatePodSpec(spec, { metadata: undefined, old: old?.spec }, specPath),
    ...validateProfileAgreement(metadata.annotations, spec, specPath),
    ...((spec.ephemeralContainers ?? []).length > 0
      ? [forbidden(`${specPath}.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ]
}
