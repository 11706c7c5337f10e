import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Column } from '../definition.ts'
import { ageColumn, column, nameColumn, wideColumn } from './table-columns.ts'

const addressesText =
  'List of addresses reachable to the node. Queried from cloud provider, if available. More info: '
    + 'https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, '
    + 'but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers '
    + 'should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should '
    + 'assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this '
    + "may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the "
    + 'downward API (status.hostIP).'

/** The columns of `kubectl get nodes`. */
export const nodeColumns: readonly Column[] = [
  nameColumn,
  column('Status', 'The status of the node', statusOf),
  column('Roles', 'The roles of the node', rolesOf),
  ageColumn,
  column('Version', 'Kubelet Version reported by the node.', (object) => infoOf(object).kubeletVersion ?? ''),
  wideColumn('Internal-IP', addressesText, (object) => addressOf(object, 'InternalIP')),
  wideColumn('External-IP', addressesText, (object) => addressOf(object, 'ExternalIP')),
  wideColumn(
    'OS-Image', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).',
    (object) => infoOf(object).osImage || '<unknown>'),
  wideColumn(
    'Kernel-Version', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", kernelOf),
  wideColumn(
    'Container-Runtime',
    'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
    (object) => infoOf(object).containerRuntimeVersion || '<unknown>'),
]

function infoOf(object: KubeObject): Record<string, string | undefined> {
  return object['status']?.nodeInfo ?? {}
}

function statusOf(object: KubeObject): string {
  const conditions: { type: string; status: string }[] = object['status']?.conditions ?? []
  const ready = conditions.findLast(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return object['spec']?.unschedulable ? `${state},SchedulingDisabled` : state
}

function rolesOf({ metadata }: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix) && key !== prefix) return [key.slice(prefix.length)]
    return key === 'kubernetes.io/role' && value !== '' ? [value] : []
  })
  return [...new Set(roles)].sort().join(',') || '<none>'
}

function addressOf(object: KubeObject, type: string): string {
  const addresses: { type: string; address: string }[] = object['status']?.addresses ?? []
  return addresses.find((address) => address.type === type)?.address ?? '<none>'
}

function kernelOf(object: KubeObject): string {
  const { kernelVersion, architecture } = infoOf(object)
  return `${kernelVersion || '<unknown>'}${architecture ? ` (${architecture})` : ''}`
}
