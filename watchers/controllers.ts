import { deploymentController } from './deployment/watcher.ts'
import { endpointsController } from './endpoints/watcher.ts'
import { endpointSliceController } from './endpointslice/watcher.ts'
import { garbageCollector } from './garbage-collector/watcher.ts'
import { namespaceController } from './namespace/watcher.ts'
import { nodeLifecycleController } from './node-lifecycle/watcher.ts'
import { podGcController } from './pod-gc/watcher.ts'
import { replicaSetController } from './replicaset/watcher.ts'
import type { ControllerFactory } from './runtime/controller.ts'
import { serviceAccountController } from './serviceaccount/watcher.ts'
import { taintEvictionController } from './taint-eviction/watcher.ts'
import { attributesClassProtection, claimProtection, volumeProtection } from './volume-protection/watcher.ts'

/**
 * Every controller of the controller manager, in the order in which they start. The garbage collector is last: it takes
 * over the informers that the others fill with whole objects.
 */
export const controllers: readonly ControllerFactory[] = [
  serviceAccountController,
  replicaSetController,
  deploymentController,
  endpointSliceController,
  endpointsController,
  nodeLifecycleController,
  taintEvictionController,
  podGcController,
  claimProtection,
  volumeProtection,
  attributesClassProtection,
  namespaceController,
  garbageCollector,
]
