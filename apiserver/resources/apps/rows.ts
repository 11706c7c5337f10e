import type { ResourceDefinition } from '../definition.ts'
import { controllerRevision } from './controller-revision.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import { replicaSet } from './replica-set.ts'
import { statefulSet } from './stateful-set.ts'

/** The kinds of apps. */
export const appsRows: readonly ResourceDefinition[] = [
  controllerRevision, daemonSet, deployment, replicaSet, statefulSet,
]
