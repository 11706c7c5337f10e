import type { ResourceDefinition } from '../definition.ts'

/** The kinds of apiregistration.k8s.io. */
export const apiregistrationRows: readonly ResourceDefinition[] = []
