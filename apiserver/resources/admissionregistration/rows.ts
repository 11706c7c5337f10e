import type { ResourceDefinition } from '../definition.ts'

/** The kinds of admissionregistration.k8s.io. */
export const admissionregistrationRows: readonly ResourceDefinition[] = []
