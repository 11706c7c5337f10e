import type { ResourceDefinition } from '../definition.ts'

/** The kinds of storage.k8s.io. */
export const storageRows: readonly ResourceDefinition[] = []
