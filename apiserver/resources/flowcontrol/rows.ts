import type { ResourceDefinition } from '../definition.ts'
import { flowSchema } from './flow-schema.ts'
import { priorityLevelConfiguration } from './priority-level.ts'

/** The kinds of flowcontrol.apiserver.k8s.io. */
export const flowcontrolRows: readonly ResourceDefinition[] = [flowSchema, priorityLevelConfiguration]
