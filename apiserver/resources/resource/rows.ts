import type { ResourceDefinition } from '../definition.ts'

/** The kinds of resource.k8s.io. */
export const resourceRows: readonly ResourceDefinition[] = []
