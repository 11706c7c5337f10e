import type { ResourceDefinition } from '../definition.ts'

/** The kinds of authorization.k8s.io. */
export const authorizationRows: readonly ResourceDefinition[] = []
