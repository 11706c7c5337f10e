import { badRequest } from '../../apimachinery/api-error.ts'
import { type FieldRequirement, matchesFields, matchesLabels } from '../../apimachinery/selectors.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { CachedObject } from '../watch/cache-contract.ts'
import type { ListOptions } from './list-options.ts'

/** Which objects a request means. */
export interface Selection {
  /** Selects everything: counts are exact. */
  readonly all: boolean
  matches(object: CachedObject): boolean
}

/** The selection that a request's selectors make. Throws 400 for a field that the kind does not offer. */
export function selectionOf(
  definition: ResourceDefinition, { labels, fields }: Pick<ListOptions, 'labels' | 'fields'>,
): Selection {
  fields.forEach((requirement) => checkField(definition, requirement))
  if (labels.length === 0 && fields.length === 0) return { all: true, matches: () => true }
  return {
    all: false,
    matches: (object) =>
      matchesLabels(labels, object.labels) && matchesFields(fields, (field) => valueOf(definition, object, field)),
  }
}

/** What is served under two groups is cached once, with the fields of one of them. */
function valueOf({ fieldSelectors }: ResourceDefinition, object: CachedObject, field: string): string {
  return object.fields[field] ?? fieldSelectors[field]?.(object.object) ?? ''
}

function checkField(definition: ResourceDefinition, { field }: FieldRequirement): void {
  if (field === 'metadata.name' || field === 'metadata.namespace' || Object.hasOwn(definition.fieldSelectors, field)) {
    return
  }
  throw badRequest(unsupportedField(definition, field))
}

const ownWords: Readonly<Record<string, (field: string) => string>> = {
  'batch/jobs': (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  'resource.k8s.io/resourceslices': (field) =>
    `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
}

/**
 * Upstream words it in two ways: kinds that register fields of their own, and all others; two have words of their own.
 */
function unsupportedField({ fieldSelectors, group, resource }: ResourceDefinition, field: string): string {
  const words = ownWords[`${group}/${resource}`]
  if (words) return words(field)
  if (Object.keys(fieldSelectors).length > 0) return `field label not supported: ${field}`
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
}
