import { ApiError } from '../apimachinery/api-error.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { localApiServices } from './bootstrap/api-services.ts'
import { flowSchemas, priorityLevels } from './bootstrap/flow-control.ts'
import { priorityClasses } from './bootstrap/priority-classes.ts'
import type { ApiServerConfig } from './config.ts'
import { createObject } from './registry/create.ts'
import { objectKey, type Resource, type WriteRequest } from './registry/resource.ts'
import { trackFields } from './registry/track-fields.ts'
import type { Resources } from './resources-in-use.ts'
import type { RequestContext } from './resources/definition.ts'

const flowControl = 'flowcontrol.apiserver.k8s.io/v1'
const flowControlManager = 'api-priority-and-fairness-config-producer-v1'
const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default']

/** Creates what every cluster has, where it is missing. */
export async function bootstrap(resources: Resources, { serviceCidr }: ApiServerConfig): Promise<void> {
  const ensure = ensurer(resources)
  // Side by side, so that the store commits them together.
  await Promise.all(namespaces.map((name) => ensure('/v1/namespaces', namespace(name))))
  const definitions = [...resources.values()].map(({ definition }) => definition)
  await Promise.all([
    ensure('/v1/services', kubernetesService(serviceCidr)),
    ...priorityClasses.map((one) => ensure('scheduling.k8s.io/v1/priorityclasses', one)),
    ...priorityLevels.map((one) => ensure(`${flowControl}/prioritylevelconfigurations`, one, flowControlManager)),
    ...flowSchemas.map((one) => ensure(`${flowControl}/flowschemas`, one, flowControlManager)),
    ...localApiServices(definitions).map((one) => ensure('apiregistration.k8s.io/v1/apiservices', one)),
  ])
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

function ensurer(resources: Resources): (key: string, object: KubeObject, manager?: string) => Promise<void> {
  return async (key, object, manager = 'kube-apiserver') => {
    const resource = resources.get(key)
    if (!resource || exists(resource, object)) return
    try {
      await createObject(resource, structuredClone(object), ownRequest(resource, object, manager))
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 409) throw error
    }
  }
}

function exists(resource: Resource, { metadata }: KubeObject): boolean {
  return resource.cache.get(objectKey(resource, metadata.namespace ?? '', metadata.name ?? '')) !== undefined
}

/** The server writes for itself: nobody to ask, nobody to warn. */
function ownRequest(resource: Resource, { metadata }: KubeObject, fieldManager: string): WriteRequest {
  const context: RequestContext = {
    user: { name: 'system:apiserver', uid: '', groups: ['system:masters'], extra: {} },
    verb: 'create', subresource: '', dryRun: false, fieldManager,
    namespace: metadata.namespace ?? '', name: metadata.name ?? '',
    warn: () => {}, now: () => new Date(),
  }
  return {
    context, mutate: async () => {}, validate: async () => {},
    track: (object, old) => trackFields(resource, object, old, context),
  }
}
