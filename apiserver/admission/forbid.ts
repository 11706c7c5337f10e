import { forbiddenError, type ApiError } from '../../apimachinery/api-error.ts'
import type { Attributes } from './plugin.ts'

/** A refusal by admission. Upstream: admission.NewForbidden; a name yet to be generated is said as such. */
export function forbid({ definition, name, object }: Attributes, why: string): ApiError {
  const generated = object?.metadata.generateName
  const called = name || object?.metadata.name || (generated ? generated : 'Unknown')
  return forbiddenError({ group: definition.group, resource: definition.resource }, called, why)
}
