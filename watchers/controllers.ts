import { deploymentController } from './deployment/watcher.ts'
import { replicaSetController } from './replicaset/watcher.ts'
import type { ControllerFactory } from './runtime/controller.ts'
import { serviceAccountController } from './serviceaccount/watcher.ts'

/** Every controller of the controller manager. The order is only the one in which they start. */
export const controllers: readonly ControllerFactory[] = [
  serviceAccountController,
  replicaSetController,
  deploymentController,
]
