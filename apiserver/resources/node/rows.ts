import type { ResourceDefinition } from '../definition.ts'

/** The kinds of node.k8s.io. */
export const nodeRows: readonly ResourceDefinition[] = []
