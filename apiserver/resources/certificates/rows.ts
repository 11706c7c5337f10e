import type { ResourceDefinition } from '../definition.ts'

/** The kinds of certificates.k8s.io. */
export const certificatesRows: readonly ResourceDefinition[] = []
