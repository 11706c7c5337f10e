import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../definition.ts'
import { plainRow } from '../meta/plain-row.ts'
import { subsetsOf, validateEndpoints, validateEndpointsUpdate } from './endpoints-validation.ts'
import { ipWarnings } from './ip-warnings.ts'
import { ageColumn, column, nameColumn } from './table-columns.ts'

const shownAtMost = 3

/** Endpoints: the addresses behind a Service, all in one object; EndpointSlices have taken its place. */
export const endpoints: ResourceDefinition = {
  ...plainRow,
  group: '',
  kind: 'Endpoints',
  resource: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  type: 'k8s.io/api/core/v1.Endpoints',
  storagePrefix: 'services/endpoints',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  strategy: {
    applyDefaults(object) {
      for (const { ports = [] } of subsetsOf(object)) {
        for (const port of ports) port.protocol ||= 'TCP'
      }
    },
    validate: (object) => validateEndpoints(object),
    warningsOnCreate: addressWarnings,
    validateUpdate: validateEndpointsUpdate,
    warningsOnUpdate: addressWarnings,
    allowCreateOnUpdate: true,
  },
  columns: [
    nameColumn,
    column(
      'Endpoints',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according ' +
        'to the IPs they share. A single address with multiple ports, some of which are ready and some of ' +
        'which are not (because they come from different containers) will result in the address being ' +
        'displayed in different subsets for the different ports. No address will appear in both Addresses ' +
        'and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.',
      addressesText),
    ageColumn,
  ],
}

function addressesText(object: KubeObject): string {
  if (subsetsOf(object).length === 0) return '<none>'
  const texts = subsetsOf(object).flatMap(({ addresses = [], ports = [] }) => {
    const ips: string[] = addresses.map(({ ip = '' }: { ip?: string }) => ip)
    if (ports.length === 0) return ips
    return ports.flatMap(({ port = 0 }) => ips.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`))
  })
  const shown = texts.slice(0, shownAtMost).join(',')
  return texts.length > shownAtMost ? `${shown} + ${texts.length - shownAtMost} more...` : shown
}

/** The controller's own addresses are as they should be. */
function addressWarnings(object: KubeObject): string[] {
  if (object.metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller') return []
  return subsetsOf(object).flatMap((subset, index) => ['addresses', 'notReadyAddresses'].flatMap((list) =>
    ((subset[list] ?? []) as { ip?: string }[]).flatMap(({ ip = '' }, at) =>
      ipWarnings(ip, `subsets[${index}].${list}[${at}].ip`))))
}
