import type { ResourceDefinition } from '../definition.ts'
import { podDisruptionBudget } from './pod-disruption-budget.ts'

/** The kinds of policy. */
export const policyRows: readonly ResourceDefinition[] = [podDisruptionBudget]
