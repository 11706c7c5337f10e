import type { ResourceDefinition } from '../definition.ts'
import { virtualRow } from '../meta/virtual-row.ts'

const group = 'authorization.k8s.io'
const kinds = ['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview']

/** The kinds of authorization.k8s.io: none is stored. */
export const authorizationRows: readonly ResourceDefinition[] = kinds.map((kind) => virtualRow({
  group, kind,
  resource: `${kind.toLowerCase()}s`,
  type: `k8s.io/api/authorization/v1.${kind}`,
  namespaced: kind.startsWith('Local'),
}))
