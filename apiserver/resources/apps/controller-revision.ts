import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { nonNegative } from '../core/validation/fields.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { workload } from './workload.ts'

/** Upstream: ValidateControllerRevisionCreate. */
function validate({ data, revision }: KubeObject): FieldError[] {
  return [...nonNegative('revision', revision), ...validateData(data)]
}

function validateData(data: unknown): FieldError[] {
  if (data === undefined || data === null) return [required('data', 'data is mandatory')]
  const isObject = typeof data === 'object' && !Array.isArray(data)
  return isObject ? [] : [required('data', 'data must be a valid JSON object')]
}

/** Upstream: ValidateControllerRevisionUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateKindMeta(object.metadata, { namespaced: true, validateName: nameIsSubdomain }),
    ...nonNegative('revision', object['revision']),
    ...validateSameData(object['data'], old['data']),
  ]
}

/** Upstream compares bytes: the same in another order is something else. */
function validateSameData(data: unknown, old: unknown): FieldError[] {
  return JSON.stringify(data) === JSON.stringify(old) ? [] : [invalid('data', data, 'field is immutable')]
}

/** `statefulset.apps/db` */
function controllerOf({ metadata }: KubeObject): string {
  const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true)
  if (owner === undefined) return '<none>'
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : ''
  return `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}`
}

/**
 * apps/v1 ControllerRevision: an old template of a StatefulSet or DaemonSet.
 * Upstream: pkg/registry/apps/controllerrevision.
 */
export const controllerRevision = workload({
  kind: 'ControllerRevision',
  resource: 'controllerrevisions',
  categories: [],
  strategy: { applyDefaults: () => {}, validate, validateUpdate },
  columns: [
    nameColumn,
    column('Controller', 'Controller of the object', controllerOf),
    column('Revision', 'Revision indicates the revision of the state represented by Data.', (object) =>
      object['revision'] ?? 0),
    ageColumn,
  ],
})
