import type { ResourceDefinition } from '../definition.ts'

/** The kinds of batch. */
export const batchRows: readonly ResourceDefinition[] = []
