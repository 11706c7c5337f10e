import type { ResourceDefinition } from '../definition.ts'
import { runtimeClass } from './runtime-class.ts'

/** The kinds of node.k8s.io. */
export const nodeRows: readonly ResourceDefinition[] = [runtimeClass]
