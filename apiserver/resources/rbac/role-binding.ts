import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { invalidFor, unsupported } from '../core/validation/fields.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../core/table-columns.ts'
import type { Column, ResourceDefinition, Strategy } from '../definition.ts'
import { nameIsSubdomain } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { plainRow } from '../meta/plain-row.ts'
import { printedByGo } from '../schema/go-print.ts'
import { sameInGo } from '../schema/go-values.ts'
import { nameIsAnyPathSegment } from './name.ts'

interface Subject { kind?: string; apiGroup?: string; name?: string; namespace?: string }

const group = 'rbac.authorization.k8s.io'

/** RoleBinding: who has a role in a namespace. */
export const roleBinding: ResourceDefinition = {
  ...plainRow,
  group,
  kind: 'RoleBinding',
  resource: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
  type: 'k8s.io/api/rbac/v1.RoleBinding',
  storagePrefix: 'rolebindings',
  strategy: strategyOf(true, ['Role', 'ClusterRole']),
  columns: columnsOf(
    'roleBinding',
    'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef '
      + 'cannot be resolved, the Authorizer must return an error.',
  ),
}

/** ClusterRoleBinding: who has a cluster role everywhere. */
export const clusterRoleBinding: ResourceDefinition = {
  ...plainRow,
  group,
  kind: 'ClusterRoleBinding',
  resource: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
  type: 'k8s.io/api/rbac/v1.ClusterRoleBinding',
  storagePrefix: 'clusterrolebindings',
  strategy: strategyOf(false, ['ClusterRole']),
  columns: columnsOf(
    'clusterRoleBinding',
    'RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the '
      + 'Authorizer must return an error.',
  ),
}

function strategyOf(namespaced: boolean, roleKinds: readonly string[]): Strategy {
  const validate = (object: KubeObject): FieldError[] => [
    ...validateRoleRef(object['roleRef'] ?? {}, roleKinds),
    ...subjectsOf(object).flatMap((subject, at) => validateSubject(subject, namespaced, `subjects[${at}]`)),
  ]
  return {
    applyDefaults,
    validate,
    validateUpdate: (object, old) => [
      ...validateKindMeta(object.metadata, { namespaced, validateName: nameIsAnyPathSegment }),
      ...validate(object),
      ...validateKindMetaUpdate(object, old),
      ...keepRole(object, old),
    ],
    validateName: nameIsAnyPathSegment,
    allowCreateOnUpdate: true,
  }
}

const subjectsOf = ({ subjects }: KubeObject): Subject[] => subjects ?? []

function applyDefaults(object: KubeObject): void {
  object['roleRef'] = { ...object['roleRef'], apiGroup: object['roleRef']?.apiGroup || group }
  for (const subject of subjectsOf(object)) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= group
  }
}

function validateRoleRef({ apiGroup = '', kind = '', name = '' }: Subject, kinds: readonly string[]): FieldError[] {
  const nameErrors = name === '' ? [required('roleRef.name')]
    : invalidFor('roleRef.name', name, nameIsAnyPathSegment(name, false))
  return [
    ...(apiGroup === group ? [] : [unsupported('roleRef.apiGroup', apiGroup, [group])]),
    ...(kinds.includes(kind) ? [] : [unsupported('roleRef.kind', kind, kinds)]),
    ...nameErrors,
  ]
}

/** Upstream: ValidateRoleBindingSubject. */
function validateSubject(subject: Subject, namespaced: boolean, path: string): FieldError[] {
  const { kind = '', apiGroup = '', name = '', namespace = '' } = subject
  const mustBeIn = (wanted: string): FieldError[] =>
    apiGroup === wanted ? [] : [unsupported(`${path}.apiGroup`, apiGroup, [wanted])]
  const nameErrors = name === '' ? [required(`${path}.name`)] : []
  switch (kind) {
    case 'ServiceAccount': return [
      ...nameErrors,
      ...(name === '' ? [] : invalidFor(`${path}.name`, name, nameIsSubdomain(name, false))),
      ...mustBeIn(''),
      ...(!namespaced && namespace === '' ? [required(`${path}.namespace`)] : []),
    ]
    case 'User': case 'Group': return [...nameErrors, ...mustBeIn(group)]
    default: return [...nameErrors, unsupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group'])]
  }
}

/** A binding is to one role for good: another is another grant. */
function keepRole({ roleRef }: KubeObject, old: KubeObject): FieldError[] {
  const type = 'k8s.io/api/rbac/v1.RoleRef'
  if (sameInGo(type, roleRef, old['roleRef'])) return []
  return [invalid('roleRef', printedByGo(type, roleRef), 'cannot change roleRef')]
}

function columnsOf(what: string, about: string): Column[] {
  const names = (kind: string) => (object: KubeObject): string =>
    subjectsOf(object).filter((subject) => subject.kind === kind).map(shown).join(', ')
  return [
    nameColumn,
    column('Role', about, ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`),
    ageColumn,
    wideColumn('Users', `Users in the ${what}`, names('User')),
    wideColumn('Groups', `Groups in the ${what}`, names('Group')),
    wideColumn('ServiceAccounts', `ServiceAccounts in the ${what}`, names('ServiceAccount')),
  ]
}

function shown({ kind, name = '', namespace = '' }: Subject): string {
  return kind === 'ServiceAccount' ? `${namespace}/${name}` : name
}
