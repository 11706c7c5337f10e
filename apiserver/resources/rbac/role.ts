import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateLabelSelector, type LabelSelector } from '../../../apimachinery/selectors.ts'
import { createdColumn, nameColumn } from '../core/table-columns.ts'
import type { ResourceDefinition, Strategy } from '../definition.ts'
import { emptyListIsNull } from '../meta/empty-lists.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { nameIsAnyPathSegment } from './name.ts'
import { validateRules } from './policy-rule.ts'

/** Role: what may be done in a namespace. */
export const role: ResourceDefinition = {
  ...plainRow,
  group: 'rbac.authorization.k8s.io',
  kind: 'Role',
  resource: 'roles',
  singular: 'role',
  namespaced: true,
  type: 'k8s.io/api/rbac/v1.Role',
  storagePrefix: 'roles',
  strategy: strategyOf(true, (object) => validateRules(object, true)),
  columns: [nameColumn, createdColumn],
}

/** ClusterRole: what may be done in all namespaces, outside of them, or where a RoleBinding says. */
export const clusterRole: ResourceDefinition = {
  ...plainRow,
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRole',
  resource: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  type: 'k8s.io/api/rbac/v1.ClusterRole',
  storagePrefix: 'clusterroles',
  strategy: strategyOf(false, (object) => [...validateRules(object, false), ...validateAggregation(object)]),
  columns: [nameColumn, createdColumn],
}

function strategyOf(namespaced: boolean, validate: (object: KubeObject) => FieldError[]): Strategy {
  return {
    applyDefaults: () => {},
    validate,
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced, validateName: nameIsAnyPathSegment }),
      ...validate(object),
      ...validateKindMetaUpdate(object, old),
    ],
    canonicalize: (object) => emptyListIsNull(object, 'rules'),
    validateName: nameIsAnyPathSegment,
    allowCreateOnUpdate: true,
  }
}

function validateAggregation({ aggregationRule }: KubeObject): FieldError[] {
  if (!aggregationRule) return []
  const path = 'aggregationRule.clusterRoleSelectors'
  const selectors: LabelSelector[] = aggregationRule.clusterRoleSelectors ?? []
  if (selectors.length === 0) {
    return [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')]
  }
  return selectors.flatMap((selector, at) => {
    const wrong = validateLabelSelector(selector, `${path}[${at}]`)
    // Upstream prints the selector that it failed to make, which is none.
    return wrong.length > 0 ? [...wrong, invalid(`${path}[${at}]`, null, 'invalid label selector.')] : []
  })
}
