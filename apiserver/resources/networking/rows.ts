import type { ResourceDefinition } from '../definition.ts'

/** The kinds of networking.k8s.io. */
export const networkingRows: readonly ResourceDefinition[] = []
