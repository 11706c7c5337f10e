import type { ResourceDefinition } from '../definition.ts'
import { lease } from './lease.ts'

/** The kinds of coordination.k8s.io. */
export const coordinationRows: readonly ResourceDefinition[] = [lease]
