import type { ResourceDefinition } from '../definition.ts'
import { binding } from './binding.ts'
import { componentStatus } from './component-status.ts'
import { configMap } from './config-map.ts'
import { endpoints } from './endpoints.ts'
import { event } from './event.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { node } from './node.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
import { persistentVolume } from './persistent-volume.ts'
import { pod } from './pod.ts'
import { podTemplate } from './pod-template.ts'
import { replicationController } from './replication-controller.ts'
import { resourceQuota } from './resource-quota.ts'
import { secret } from './secret.ts'
import { createServiceAllocators, type AllocatorOptions } from './service-allocators.ts'
import { createServiceDefinition, type ServiceOptions } from './service.ts'
import { serviceAccount } from './service-account.ts'

/** What the kinds of the core group need of the cluster. */
export type CoreOptions = AllocatorOptions & Pick<ServiceOptions, 'removeEndpoints'>

/** The kinds of the core group; Services hand out addresses and ports. */
export function coreRows(options: CoreOptions): readonly ResourceDefinition[] {
  return [
    binding,
    componentStatus,
    configMap,
    endpoints,
    event,
    limitRange,
    namespace,
    node,
    persistentVolume,
    persistentVolumeClaim,
    pod,
    podTemplate,
    replicationController,
    resourceQuota,
    secret,
    createServiceDefinition({ ...options, allocators: createServiceAllocators(options) }),
    serviceAccount,
  ]
}
