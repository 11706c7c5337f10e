import type { ResourceDefinition } from '../definition.ts'

/** The kinds of rbac.authorization.k8s.io. */
export const rbacRows: readonly ResourceDefinition[] = []
