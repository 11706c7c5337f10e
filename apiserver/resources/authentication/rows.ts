import type { ResourceDefinition } from '../definition.ts'
import { virtualRow } from '../meta/virtual-row.ts'

const group = 'authentication.k8s.io'

/** The kinds of authentication.k8s.io: none is stored. */
export const authenticationRows: readonly ResourceDefinition[] = [
  virtualRow({
    group, kind: 'SelfSubjectReview', resource: 'selfsubjectreviews',
    type: 'k8s.io/api/authentication/v1.SelfSubjectReview',
  }),
  virtualRow({
    group, kind: 'TokenReview', resource: 'tokenreviews', type: 'k8s.io/api/authentication/v1.TokenReview',
  }),
]
