import type { ResourceDefinition } from '../definition.ts'
import { deployment } from './deployment.ts'
import { replicaSet } from './replica-set.ts'

/** The kinds of apps. */
export const appsRows: readonly ResourceDefinition[] = [deployment, replicaSet]
