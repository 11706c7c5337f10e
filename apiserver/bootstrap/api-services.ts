import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../resources/definition.ts'

/** Where each version of a group stands among the others. Upstream: apiVersionPriorities. */
const priorities: Readonly<Record<string, readonly [group: number, version: number]>> = {
  '/v1': [18000, 1],
  'apps/v1': [17800, 15],
  'events.k8s.io/v1': [17750, 15],
  'authentication.k8s.io/v1': [17700, 15],
  'authorization.k8s.io/v1': [17600, 15],
  'autoscaling/v1': [17500, 15],
  'autoscaling/v2': [17500, 30],
  'batch/v1': [17400, 15],
  'certificates.k8s.io/v1': [17300, 15],
  'networking.k8s.io/v1': [17200, 15],
  'policy/v1': [17100, 15],
  'rbac.authorization.k8s.io/v1': [17000, 15],
  'storage.k8s.io/v1': [16800, 15],
  'apiextensions.k8s.io/v1': [16700, 15],
  'admissionregistration.k8s.io/v1': [16700, 15],
  'scheduling.k8s.io/v1': [16600, 15],
  'coordination.k8s.io/v1': [16500, 15],
  'node.k8s.io/v1': [16300, 15],
  'discovery.k8s.io/v1': [16200, 15],
  'resource.k8s.io/v1': [16200, 21],
  'flowcontrol.apiserver.k8s.io/v1': [16100, 21],
}

/** One for each version of a group that this server answers for. */
export function localApiServices(definitions: readonly ResourceDefinition[]): KubeObject[] {
  const served = new Set(definitions.map(({ group, version }) => `${group}/${version}`))
  return [...served].flatMap((key) => {
    const [group = '', version = ''] = key.split('/')
    const [groupPriorityMinimum, versionPriority] = priorities[key] ?? []
    if (groupPriorityMinimum === undefined) return []
    return [{
      kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1',
      metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
      spec: { ...(group === '' ? {} : { group }), version, groupPriorityMinimum, versionPriority },
    }]
  })
}
