import { createHash } from 'node:crypto'
import { apiVersionOf } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition, Subresource } from '../../resources/definition.ts'
import type { ServedGroup, ServedVersion } from './groups.ts'

/** The subresources of a kind by name; `status` is listed also when only its strategy is given. */
function subresourcesOf(definition: ResourceDefinition): Subresource[] {
  const listed = [...definition.subresources]
  if (definition.status && !listed.some(({ name }) => name === 'status')) {
    listed.push({ name: 'status', kind: definition.kind, verbs: ['get', 'patch', 'update'] })
  }
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const sorted = (verbs: readonly string[]): string[] => [...verbs].sort()

/** `/api`; upstream: metav1.APIVersions. */
export function coreVersions(versions: readonly string[], serverAddress: string): object {
  return { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }] }
}

/** `/apis`; upstream: metav1.APIGroupList. */
export function groupList(groups: readonly ServedGroup[]): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupBody) }
}

/** `/apis/GROUP`; upstream: metav1.APIGroup. */
export function groupDocument(group: ServedGroup): object {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(group) }
}

function groupBody({ group, versions }: ServedGroup): object {
  const all = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group, version }), version }))
  return { name: group, versions: all, preferredVersion: all[0] }
}

/** `/apis/GROUP/VERSION`; upstream: metav1.APIResourceList. */
export function resourceList(group: string, { version, definitions }: ServedVersion): object {
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group, version }),
    resources: definitions.flatMap((definition) => [
      resourceEntry(definition),
      ...subresourcesOf(definition).map((subresource) => subresourceEntry(definition, subresource)),
    ]),
  }
}

function resourceEntry(definition: ResourceDefinition): object {
  const { shortNames, categories, verbs } = definition
  return {
    name: definition.resource,
    singularName: definition.singular,
    namespaced: definition.namespaced,
    kind: definition.kind,
    verbs: sorted(verbs),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(verbs.includes('watch') ? { storageVersionHash: storageVersionHash(definition) } : {}),
  }
}

function subresourceEntry(definition: ResourceDefinition, { name, kind, group, version, verbs }: Subresource): object {
  return {
    name: `${definition.resource}/${name}`,
    singularName: '',
    namespaced: definition.namespaced,
    ...(group === undefined ? {} : { group }),
    ...(version === undefined ? {} : { version }),
    kind,
    verbs: sorted(verbs),
  }
}

/** Kinds that upstream stores under another group or version than the one asked for. */
const storedAs: Record<string, string> = {
  'events.k8s.io/v1/Event': '/v1/Event',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy':
    'admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding':
    'admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/v1/CustomResourceDefinition': 'apiextensions.k8s.io/v1beta1/CustomResourceDefinition',
  'autoscaling/v1/HorizontalPodAutoscaler': 'autoscaling/v2/HorizontalPodAutoscaler',
}

/** Upstream: discovery.StorageVersionHash. */
function storageVersionHash({ group, version, kind }: ResourceDefinition): string {
  const name = `${group}/${version}/${kind}`
  return createHash('sha256').update(storedAs[name] ?? name).digest().subarray(0, 8).toString('base64')
}

/** The aggregated form; upstream: apidiscovery.k8s.io/v2 APIGroupDiscoveryList. */
export function aggregatedList(groups: readonly ServedGroup[]): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map(({ version, definitions }) => ({
        version,
        resources: definitions.map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  }
}

function aggregatedResource(definition: ResourceDefinition): object {
  const { shortNames, categories } = definition
  const subresources = subresourcesOf(definition).map(({ name, kind, group = '', version = '', verbs }) => ({
    subresource: name,
    responseKind: { group, version, kind },
    verbs: sorted(verbs),
  }))
  return {
    resource: definition.resource,
    responseKind: { group: '', version: '', kind: definition.kind },
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: definition.singular,
    verbs: sorted(definition.verbs),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  }
}
