import { ApiError } from '../../apimachinery/api-error.ts'
import { parseIP, printIP } from '../../apimachinery/ip.ts'
import { formatTime, type KubeObject } from '../../apimachinery/meta.ts'
import { localApiServices } from './api-services.ts'
import { flowSchemas, priorityLevels } from '../resources/flowcontrol/bootstrap-objects.ts'
import { priorityClasses } from './priority-classes.ts'
import { legacyTokenTracking } from './legacy-tokens.ts'
import { authenticationConfigMap, authenticationInfo } from './authentication-info.ts'
import type { ApiServerConfig } from '../config.ts'
import { ownRequest } from '../serving/own-request.ts'
import { createObject } from '../registry/create.ts'
import { updateObject } from '../registry/update.ts'
import { objectKey, type Resource } from '../registry/resource.ts'
import { addressRecords } from '../serving/ip-addresses.ts'
import type { Resources } from '../serving/resources-in-use.ts'
import { canonical } from '../resources/core/service-allocators.ts'
import { clusterIPsOf, familiesOf, needsClusterIP } from '../resources/core/service-shape.ts'
import { storedObjects } from '../serving/stored-objects.ts'

const flowControl = 'flowcontrol.apiserver.k8s.io/v1'
const flowControlManager = 'api-priority-and-fairness-config-producer-v1'
const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default']

/** Creates what every cluster has, where it is missing. */
export async function bootstrap(resources: Resources, config: ApiServerConfig): Promise<void> {
  const ensure = ensurer(resources)
  for (const name of namespaces) await ensure('/v1/namespaces', namespace(name))
  await ensure('networking.k8s.io/v1/servicecidrs', defaultServiceCidr(config))
  await markReady(resources.get('networking.k8s.io/v1/servicecidrs'))
  await recordAddresses(resources)
  await ensure('/v1/services', kubernetesService(config))
  await ensure('/v1/configmaps', authenticationConfigMap(config.tls.clientCa))
  await renewAuthentication(resources, config)
  await ensure('/v1/configmaps', legacyTokenTracking(new Date()))
  const definitions = [...resources.values()].map(({ definition }) => definition)
  // Side by side, so that the store commits them together.
  await Promise.all([
    ...priorityClasses.map((one) => ensure('scheduling.k8s.io/v1/priorityclasses', one)),
    ...priorityLevels.map((one) => ensure(`${flowControl}/prioritylevelconfigurations`, one, flowControlManager)),
    ...flowSchemas.map((one) => ensure(`${flowControl}/flowschemas`, one, flowControlManager)),
    ...localApiServices(definitions).map((one) => ensure('apiregistration.k8s.io/v1/apiservices', one)),
  ])
}

function namespace(name: string): KubeObject {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name } }
}

/** A data directory may have been given another authority since. */
async function renewAuthentication(resources: Resources, { tls: { clientCa } }: ApiServerConfig): Promise<void> {
  const resource = resources.get('/v1/configmaps')
  const { namespace, name } = authenticationInfo
  const current = resource?.cache.get(objectKey(resource, namespace, name))?.object
  const wanted = authenticationConfigMap(clientCa)['data']
  if (!resource || !current || current['data']?.['client-ca-file'] === clientCa) return
  const request = ownRequest(resource, current)
  await updateObject(resource, name, {
    async apply(old) {
      const object: KubeObject = { ...structuredClone(old ?? current), data: { ...old?.['data'], ...wanted } }
      await request.track(object, old)
      return object
    },
  }, request)
}

const defaultCidrName = 'kubernetes'

function defaultServiceCidr({ serviceCidr }: ApiServerConfig): KubeObject {
  return {
    kind: 'ServiceCIDR', apiVersion: 'networking.k8s.io/v1',
    metadata: { name: defaultCidrName },
    spec: { cidrs: serviceCidr.split(',').map((cidr) => cidr.trim()) },
  }
}

/** Nobody but the server says that its own network may be used. Upstream: defaultservicecidr's syncStatus. */
async function markReady(resource: Resource | undefined): Promise<void> {
  const current = resource?.cache.get(objectKey(resource, '', defaultCidrName))?.object
  if (!resource || !current || current['status']?.conditions?.length > 0) return
  const request = ownRequest(resource, current, 'status')
  const ready = {
    type: 'Ready', status: 'True', lastTransitionTime: formatTime(new Date()), reason: '',
    message: 'Kubernetes default Service CIDR is ready',
  }
  const apply = (old: KubeObject | undefined): KubeObject => {
    const object = structuredClone(old ?? current)
    object['status'] = { conditions: [ready] }
    object.metadata.managedFields = [statusEntry(ready.lastTransitionTime), ...(object.metadata.managedFields ?? [])]
    return object
  }
  await updateObject(resource, defaultCidrName, { apply, strategy: resource.definition.status! }, request)
}

/** Upstream's controller applies the condition under a name of its own. */
function statusEntry(time: string): NonNullable<KubeObject['metadata']['managedFields']>[number] {
  const fields = { '.': {}, 'f:lastTransitionTime': {}, 'f:message': {}, 'f:status': {}, 'f:type': {} }
  return {
    manager: 'kubernetes-service-cidr-controller', operation: 'Apply', apiVersion: 'networking.k8s.io/v1', time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:status': { 'f:conditions': { 'k:{"type":"Ready"}': fields } } },
    subresource: 'status',
  }
}

/** A store may be older than the records of its addresses. */
async function recordAddresses(resources: Resources): Promise<void> {
  const records = addressRecords(() => resources.get('networking.k8s.io/v1/ipaddresses'))
  for (const service of storedObjects(resources, '/v1/services')) {
    if (!needsClusterIP(service)) continue
    for (const [at, ip] of clusterIPsOf(service).map(canonical).entries()) {
      if (ip !== 'None' && !records.has(ip)) await records.create(ip, familiesOf(service)[at] ?? '', service)
    }
  }
}

function kubernetesService({ serviceCidr, port }: ApiServerConfig): KubeObject {
  return {
    kind: 'Service', apiVersion: 'v1',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: firstAddress(serviceCidr), type: 'ClusterIP', sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port || 6443 }],
    },
  }
}

/** The first usable address of a network: the API's own, by convention. */
function firstAddress(cidrs: string): string {
  const network = parseIP((cidrs.split(',')[0] ?? '').split('/')[0] ?? '')
  if (network === undefined) throw new RangeError(`cannot find the first address of ${cidrs}: it is not a network`)
  return printIP({ ...network, value: network.value + 1n })
}

function ensurer(resources: Resources): (key: string, object: KubeObject, manager?: string) => Promise<void> {
  return async (key, object, manager) => {
    const resource = resources.get(key)
    if (!resource || exists(resource, object)) return
    try {
      await createObject(resource, structuredClone(object), ownRequest(resource, object, '', manager))
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 409) throw error
    }
  }
}

function exists(resource: Resource, { metadata }: KubeObject): boolean {
  return resource.cache.get(objectKey(resource, metadata.namespace ?? '', metadata.name ?? '')) !== undefined
}
