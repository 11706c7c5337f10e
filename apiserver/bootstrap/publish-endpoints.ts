import { parseIP } from '../../apimachinery/ip.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiServerConfig } from '../config.ts'
import { ownRequest } from '../serving/own-request.ts'
import { updateObject } from '../registry/update.ts'
import type { Resources } from '../serving/resources-in-use.ts'
import { advertisedIP } from './advertised-address.ts'

const identity = { name: 'kubernetes', namespace: 'default' }

/** Says where the `kubernetes` Service leads: to this server. Upstream: the reconcilers of the control plane. */
export async function publishEndpoints(
  resources: Resources, config: Pick<ApiServerConfig, 'advertiseAddress' | 'address'>, port: number,
): Promise<void> {
  const ip = advertisedIP(config)
  if (ip === undefined) return
  await put(resources, '/v1/endpoints', endpoints(ip, port))
  await put(resources, 'discovery.k8s.io/v1/endpointslices', endpointSlice(ip, port))
}

function endpoints(ip: string, port: number): KubeObject {
  return {
    kind: 'Endpoints', apiVersion: 'v1',
    metadata: { ...identity, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  }
}

function endpointSlice(ip: string, port: number): KubeObject {
  return {
    kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1',
    metadata: { ...identity, labels: { 'kubernetes.io/service-name': identity.name } },
    addressType: parseIP(ip)?.family === 6 ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  }
}

/** Creates the object or replaces what it says; one that says the same already is not written. */
async function put(resources: Resources, kind: string, object: KubeObject): Promise<void> {
  const resource = resources.get(kind)
  if (!resource) return
  const request = ownRequest(resource, object)
  const apply = async (old: KubeObject | undefined): Promise<KubeObject> => {
    const labels = { ...old?.metadata.labels, ...object.metadata.labels }
    const metadata = { ...object.metadata, ...old?.metadata, labels }
    const next = structuredClone({ ...object, metadata })
    resource.definition.strategy.applyDefaults(next)
    await request.track(next, old)
    return next
  }
  await updateObject(resource, identity.name, { apply, forceCreate: true }, request)
}
