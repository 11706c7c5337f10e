import type { ResourceDefinition } from '../definition.ts'
import { priorityClass } from './priority-class.ts'

/** The kinds of scheduling.k8s.io. */
export const schedulingRows: readonly ResourceDefinition[] = [priorityClass]
