import type { ResourceDefinition } from '../definition.ts'

/** The kinds of autoscaling. */
export const autoscalingRows: readonly ResourceDefinition[] = []
