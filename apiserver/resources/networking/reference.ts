import { required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain, isPathSegmentName } from '../../../apimachinery/names.ts'
import { invalidFor } from '../core/validation/fields.ts'

/** A reference by group, kind and name. Upstream: validateIngressTypedLocalObjectReference. */
export function validateReference({ apiGroup, kind, name }: any, path: string): FieldError[] {
  return [
    ...(apiGroup === undefined ? [] : invalidFor(`${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup))),
    ...requiredSegment(kind, `${path}.kind`),
    ...requiredSegment(name, `${path}.name`),
  ]
}

/** A value that is to stand in a path. */
export function requiredSegment(value: string | undefined, path: string): FieldError[] {
  return value ? invalidFor(path, value, isPathSegmentName(value)) : [required(path)]
}
