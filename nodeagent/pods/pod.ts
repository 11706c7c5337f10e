import type { KubeObject, ObjectMeta } from '../../apimachinery/meta.ts'
import type { PodIdentity } from '../runtimes/runtime.ts'

/** A Pod as the API holds it. */
export interface Pod extends KubeObject {
  metadata: ObjectMeta & { name: string; namespace: string; uid: string }
}

/** One container of a pod's spec, as far as the agent reads it. */
export interface PodContainer {
  name: string
  image: string
  [field: string]: any
}

export const identityOf = ({ metadata }: Pod): PodIdentity => ({
  uid: metadata.uid,
  namespace: metadata.namespace,
  name: metadata.name,
})

/** As upstream's messages name a pod: `web-0_default(uid)`; upstream: format.Pod. */
export const formatPod = ({ metadata }: Pod): string => `${metadata.name}_${metadata.namespace}(${metadata.uid})`

export const initContainersOf = (pod: Pod): PodContainer[] => pod['spec'].initContainers ?? []
export const mainContainersOf = (pod: Pod): PodContainer[] => pod['spec'].containers ?? []

/** An init container that goes on beside the others. */
export const isSidecar = (container: PodContainer): boolean => container['restartPolicy'] === 'Always'

/** Where events find a container: `spec.containers{web}`. */
export function fieldPathOf(pod: Pod, container: PodContainer): string {
  const list = initContainersOf(pod).includes(container) ? 'initContainers' : 'containers'
  return `spec.${list}{${container.name}}`
}

/** Whether nothing of the pod will run again by what its status says. */
export const isFinished = (pod: Pod): boolean => ['Succeeded', 'Failed'].includes(pod['status']?.phase)

/** How long the pod's containers may take to end, in seconds. */
export const gracePeriodOf = (pod: Pod): number =>
  pod.metadata.deletionGracePeriodSeconds ?? pod['spec'].terminationGracePeriodSeconds ?? 30
