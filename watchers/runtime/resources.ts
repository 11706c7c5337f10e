import type { ResourceRef } from './api-client.ts'

const core = (resource: string): ResourceRef => ({ group: '', version: 'v1', resource })
const apps = (resource: string): ResourceRef => ({ group: 'apps', version: 'v1', resource })

/** The collections that controllers follow, cluster-wide. */
export const resources = {
  pods: core('pods'),
  nodes: core('nodes'),
  namespaces: core('namespaces'),
  serviceAccounts: core('serviceaccounts'),
  configMaps: core('configmaps'),
  services: core('services'),
  endpoints: core('endpoints'),
  endpointSlices: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
  deployments: apps('deployments'),
  replicaSets: apps('replicasets'),
  persistentVolumeClaims: core('persistentvolumeclaims'),
  persistentVolumes: core('persistentvolumes'),
  volumeAttributesClasses: { group: 'storage.k8s.io', version: 'v1', resource: 'volumeattributesclasses' },
  leases: { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
} as const satisfies Record<string, ResourceRef>

/** The same collection, of one namespace only. */
export function inNamespace({ group, version, resource }: ResourceRef, namespace: string | undefined): ResourceRef {
  return { group, version, resource, ...(namespace ? { namespace } : {}) }
}
