import type { KubeObject } from '../../apimachinery/meta.ts'
import { resourcePath } from '../runtime/api-client.ts'
import type { ApiClient, ResourceRef } from '../runtime/api-client.ts'
import { errorFrom } from '../runtime/client.ts'
import { isNotFound, unlessGone } from '../runtime/controller.ts'
import { discover } from '../runtime/discovery.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import { isPodTerminal } from '../runtime/pods.ts'
import { inNamespace } from '../runtime/resources.ts'
import type { Obstacles, Remaining } from './conditions.ts'

/** Deletes all it can find in a namespace and says what stands in the way of its end. Upstream: deleteAllContent. */
export async function emptyNamespace(client: ApiClient, namespace: KubeObject, now: number): Promise<Obstacles> {
  const { resources, failures: undiscovered } = await discover(client)
  const deletable = resources.filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'))
  const failures: string[] = []
  const left: Remaining[] = []
  const empty = async (resource: DiscoveredResource): Promise<Remaining | undefined> => {
    try {
      const remaining = await emptyResource(client, resource, namespace.metadata.name!)
      if (remaining !== undefined && !mayRemain(remaining, namespace, now)) {
        failures.push(unexpected(resource, namespace))
      }
      return remaining && summaryOf(resource, remaining)
    } catch (error) {
      failures.push((error as Error).message)
      return undefined
    }
  }
  // Pods go first: what they may still need (a policy, a secret) must outlive them.
  const pods = deletable.find(isPods)
  if (pods !== undefined && await empty(pods) !== undefined) {
    return { left: [], failures, undiscovered, podsRemain: true }
  }
  for (const resource of deletable.filter((one) => !isPods(one))) {
    const remaining = await empty(resource)
    if (remaining !== undefined) left.push(remaining)
  }
  return { left, failures, undiscovered, podsRemain: false }
}

function isPods({ group, resource }: DiscoveredResource): boolean {
  return group === '' && resource === 'pods'
}

/** Deletes every object of one resource; hands back what is still there afterwards. */
async function emptyResource(
  client: ApiClient, resource: DiscoveredResource, namespace: string,
): Promise<KubeObject[] | undefined> {
  const ref = inNamespace(resource, namespace)
  const there = await list(client, ref)
  if (there.length === 0) return undefined
  if (!resource.verbs.includes('deletecollection') || !await deleteCollection(client, ref)) {
    for (const { metadata } of there) {
      await unlessGone(client.delete(ref, metadata.name!, { propagationPolicy: 'Background' }))
    }
  }
  const remaining = await list(client, ref)
  return remaining.length === 0 ? undefined : remaining
}

/** What discovery lists but the server does not serve holds nothing. */
async function list(client: ApiClient, ref: ResourceRef): Promise<KubeObject[]> {
  try {
    return (await client.list(ref)).items
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

/** Says whether the server could. */
async function deleteCollection(client: ApiClient, ref: ResourceRef): Promise<boolean> {
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }
  const { status, body } = await client.raw('DELETE', resourcePath(ref), options)
  if (status === 404 || status === 405) return false
  if (status >= 400) throw errorFrom(status, body)
  return true
}

/** Whether it is no wonder that these are still there: something holds them, or their time to end is not over. */
function mayRemain(remaining: readonly KubeObject[], namespace: KubeObject, now: number): boolean {
  if (remaining.some(({ metadata }) => (metadata.finalizers ?? []).length > 0)) return true
  const grace = Math.max(0, ...remaining.filter((object) => object.kind === 'Pod' && !isPodTerminal(object))
    .map(({ spec }) => spec?.terminationGracePeriodSeconds ?? 0))
  return now - Date.parse(namespace.metadata.deletionTimestamp!) < grace * 1000
}

function unexpected({ group, version, resource }: DiscoveredResource, { metadata }: KubeObject): string {
  return `unexpected items still remain in namespace: ${metadata.name} for gvr: ${group}/${version}, `
    + `Resource=${resource}`
}

function summaryOf({ resource, group }: DiscoveredResource, remaining: readonly KubeObject[]): Remaining {
  return {
    resource: `${resource}.${group}`,
    count: remaining.length,
    finalizers: remaining.flatMap(({ metadata }) => metadata.finalizers ?? []),
  }
}
