import { forbidden, type FieldError } from '../../../apimachinery/field-error.ts'
import { validateLabels } from '../../../apimachinery/selectors.ts'
import { validateAnnotations } from './object-meta.ts'

/** What a template of claims cannot say, in the order of the fields. */
const reserved = [
  'name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp',
  'deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields',
]

/** Upstream prints the name of the struct's field, its first letter in lower case. */
const printed = (field: string): string => (field === 'uid' ? 'uID' : field)

/**
 * The metadata that claims made from a template get: annotations and labels only.
 * Upstream: ValidateTemplateObjectMeta.
 */
export function validateTemplateMeta(metadata: any, path: string): FieldError[] {
  const { annotations, labels } = metadata ?? {}
  return [
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validateLabels(labels, `${path}.labels`),
    ...reserved.filter((field) => metadata?.[field])
      .map((field) => forbidden(`${path}.${printed(field)}`, 'cannot be set')),
  ]
}
