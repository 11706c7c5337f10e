import type { ResourceDefinition } from '../definition.ts'

/** The kinds of authentication.k8s.io. */
export const authenticationRows: readonly ResourceDefinition[] = []
