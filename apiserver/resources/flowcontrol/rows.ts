import type { ResourceDefinition } from '../definition.ts'

/** The kinds of flowcontrol.apiserver.k8s.io. */
export const flowcontrolRows: readonly ResourceDefinition[] = []
