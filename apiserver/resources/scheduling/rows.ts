import type { ResourceDefinition } from '../definition.ts'

/** The kinds of scheduling.k8s.io. */
export const schedulingRows: readonly ResourceDefinition[] = []
