import { ApiError } from '../apimachinery/api-error.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { ApiServerConfig } from './config.ts'
import { createObject } from './registry/create.ts'
import { objectKey, type Resource, type WriteRequest } from './registry/resource.ts'
import type { Resources } from './resources-in-use.ts'

const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default']

/** Creates what every cluster has, where it is missing. */
export async function bootstrap(resources: Resources, { serviceCidr }: ApiServerConfig): Promise<void> {
  const ensure = ensurer(resources)
  for (const name of namespaces) await ensure('/v1/namespaces', namespace(name))
  await ensure('/v1/services', kubernetesService(serviceCidr))
}

function namespace(name: string): KubeObject {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name } }
}

function kubernetesService(serviceCidr: string): KubeObject {
  return {
    kind: 'Service', apiVersion: 'v1',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: firstAddress(serviceCidr), type: 'ClusterIP', sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
    },
  }
}

/** The first usable address of a network: the API's own, by convention. */
function firstAddress(cidr: string): string {
  const parts = (cidr.split('/')[0] ?? '').split('.').map(Number)
  return parts.map((part, index) => (index === 3 ? part + 1 : part)).join('.')
}

function ensurer(resources: Resources): (key: string, object: KubeObject) => Promise<void> {
  return async (key, object) => {
    const resource = resources.get(key)
    if (!resource || exists(resource, object)) return
    try {
      await createObject(resource, structuredClone(object), ownRequest(object))
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 409) throw error
    }
  }
}

function exists(resource: Resource, { metadata }: KubeObject): boolean {
  return resource.cache.get(objectKey(resource, metadata.namespace ?? '', metadata.name ?? '')) !== undefined
}

/** The server writes for itself: nobody to ask, nobody to warn, no owner of fields. */
function ownRequest({ metadata }: KubeObject): WriteRequest {
  return {
    context: {
      user: { name: 'system:apiserver', uid: '', groups: ['system:masters'], extra: {} },
      verb: 'create', subresource: '', dryRun: false, fieldManager: '',
      namespace: metadata.namespace ?? '', name: metadata.name ?? '',
      warn: () => {}, now: () => new Date(),
    },
    mutate: async () => {}, validate: async () => {}, track: () => {},
  }
}
