import type { ResourceDefinition } from '../definition.ts'

/** The kinds of policy. */
export const policyRows: readonly ResourceDefinition[] = []
