import type { ResourceDefinition } from '../definition.ts'

/** The kinds of apiextensions.k8s.io. */
export const apiextensionsRows: readonly ResourceDefinition[] = []
