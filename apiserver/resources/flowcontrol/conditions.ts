import { duplicate, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** Each condition has a type, and each type one condition. */
export function validateConditions({ status }: KubeObject): FieldError[] {
  const types: string[] = (status?.conditions ?? []).map(({ type = '' }) => type)
  return types.flatMap((type, at) => {
    const path = `status.conditions[${at}].type`
    return [...(types.indexOf(type) < at ? [duplicate(path, type)] : []), ...(type === '' ? [required(path)] : [])]
  })
}
