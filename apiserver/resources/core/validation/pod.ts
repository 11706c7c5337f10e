import { forbidden, type FieldError } from '../../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../../apimachinery/meta.ts'
import { nameIsSubdomain } from '../../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../../meta/of-kind.ts'
import { trimmedImage } from './containers.ts'
import { validatePodAnnotations, validatePodAnnotationsUpdate, validateProfileAgreement } from './pod-annotations.ts'
import { validatePodSpec } from './pod-spec.ts'
import { validatePodStatus } from './pod-status.ts'
import { validatePodSpecUpdate } from './pod-update.ts'

const annotationsPath = 'metadata.annotations'

/** What is wrong with a new pod. Upstream: ValidatePodCreate. */
export function validatePodCreate(pod: KubeObject): FieldError[] {
  const spec = pod['spec']
  const gated = spec.nodeName && (spec.schedulingGates ?? []).length > 0
  return [
    ...validateWhole(pod),
    ...((spec.ephemeralContainers ?? []).length > 0
      ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')]
      : []),
    ...(gated ? [forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')] : []),
    ...validateProfileAgreement(pod.metadata.annotations, spec, 'spec'),
  ]
}

/** What is wrong with a changed pod. Upstream: ValidatePodUpdate. */
export function validatePodUpdate(pod: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(pod, old),
    ...validateKindMeta(pod.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateWhole(pod, old),
    ...validatePodAnnotationsUpdate(pod, old, annotationsPath),
    ...validatePodSpecUpdate(pod['spec'], old['spec']),
  ]
}

/** What holds for a pod of which a part was changed through a subresource. */
export function validatePodView(pod: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(pod, old),
    ...validateKindMeta(pod.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...validateWhole(pod, old),
    ...validatePodAnnotationsUpdate(pod, old, annotationsPath),
  ]
}

function validateWhole(pod: KubeObject, old?: KubeObject): FieldError[] {
  const spec = pod['spec']
  return [
    ...validatePodAnnotations(pod.metadata.annotations, spec, annotationsPath),
    ...validatePodSpec(spec, { metadata: pod.metadata, old: old?.['spec'] }, 'spec'),
    ...validateTokens(spec),
    ...['containers', 'initContainers'].flatMap((list) =>
      ((spec[list] ?? []) as any[]).flatMap((container, index) => trimmedImage(container, `spec.${list}[${index}]`))),
  ]
}

/** A token is some account's. */
function validateTokens(spec: any): FieldError[] {
  if (spec.serviceAccountName) return []
  return ((spec.volumes ?? []) as any[]).flatMap(({ projected }, index) =>
    ((projected?.sources ?? []) as any[]).flatMap(({ serviceAccountToken }, at) => {
      const path = `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`
      return serviceAccountToken ? [forbidden(path, 'must not be specified when serviceAccountName is not set')] : []
    }))
}

/** What is wrong with a pod's new status. Upstream: ValidatePodStatusUpdate. */
export function validatePodStatusUpdate(pod: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(pod, old),
    ...validatePodAnnotationsUpdate(pod, old, annotationsPath),
    ...validatePodStatus(pod, old),
  ]
}
