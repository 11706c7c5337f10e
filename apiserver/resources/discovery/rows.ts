import type { ResourceDefinition } from '../definition.ts'

/** The kinds of discovery.k8s.io. */
export const discoveryRows: readonly ResourceDefinition[] = []
