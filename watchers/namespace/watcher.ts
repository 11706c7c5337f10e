import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { resourcePath } from '../runtime/api-client.ts'
import { isConflict, isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { discover } from '../runtime/discovery.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { namespaceConditions } from './conditions.ts'
import type { Obstacles, Remaining } from './conditions.ts'

/** How often to look whether what was deleted is gone, in milliseconds; it slows down. */
const firstLook = 500
const slowestLook = 10_000

/** Empties namespaces that are being deleted and then lets them go. */
export function namespaceController({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const namespaces = informers.for(resources.namespaces)
  const looks = new Map<string, number>()
  const look = ({ metadata }: KubeObject) => { if (metadata.deletionTimestamp !== undefined) queue.add(metadata.name!) }
  namespaces.subscribe({
    added: look,
    updated: (_, namespace) => look(namespace),
    deleted: ({ metadata }) => { looks.delete(metadata.name!) },
  })

  /** Deletes all objects of one resource and says what is left. */
  const empty = async (resource: DiscoveredResource, namespace: string): Promise<Remaining | undefined> => {
    const ref = inNamespace(resource, namespace)
    let { items } = await client.list(ref)
    if (items.length === 0) return undefined
    if (resource.verbs.includes('deletecollection')) await client.raw('DELETE', resourcePath(ref))
    else for (const { metadata } of items) await unlessGone(client.delete(ref, metadata.name!))
    items = (await client.list(ref)).items
    if (items.length === 0) return undefined
    return {
      resource: `${resource.resource}.${resource.group}`,
      gvr: `${namespace}|${resource.group}/${resource.version}, Resource=${resource.resource}`,
      count: items.length,
      finalizers: items.flatMap(({ metadata }) => metadata.finalizers ?? []),
    }
  }

  /** Deletes all it can find in a namespace and says what stands in the way of its end. */
  const emptyAll = async (namespace: string): Promise<Obstacles> => {
    const { resources: found, failures: undiscovered } = await discover(client)
    const all = found.filter(({ namespaced, verbs }) =>
      namespaced && verbs.includes('list') && (verbs.includes('delete') || verbs.includes('deletecollection')))
    const pods = all.find(isPods)
    // Pods go first: what they may still need (a policy, a secret) must outlive them.
    const stuckPods = pods && await empty(pods, namespace)
    if (stuckPods !== undefined) return { left: [], stuckPods, undiscovered }
    const left: Remaining[] = []
    for (const resource of all.filter((one) => !isPods(one))) {
      const remaining = await empty(resource, namespace)
      if (remaining !== undefined) left.push(remaining)
    }
    return { left, stuckPods, undiscovered }
  }

  const setConditions = async (namespace: KubeObject, obstacles: Obstacles): Promise<void> => {
    const status = namespace['status'] ?? {}
    const conditions = namespaceConditions(status.conditions ?? [], obstacles, clock.now())
    if (isDeepStrictEqual(conditions, status.conditions)) return
    await client.update(resources.namespaces, { ...namespace, status: { ...status, conditions } }, 'status')
  }

  const reconcile = async (name: string): Promise<void> => {
    const namespace = namespaces.lister.get(name)
    if (namespace?.metadata.deletionTimestamp === undefined) return
    const finalizers: string[] = namespace['spec']?.finalizers ?? []
    if (!finalizers.includes('kubernetes')) return
    const obstacles = await emptyAll(name)
    if (isClear(obstacles)) {
      const spec = { ...namespace['spec'], finalizers: finalizers.filter((one) => one !== 'kubernetes') }
      return await unlessGone(client.update(resources.namespaces, { ...namespace, spec }, 'finalize'))
    }
    const seen = looks.get(name) ?? 0
    looks.set(name, seen + 1)
    queue.addAfter(name, Math.min(firstLook * 2 ** seen, slowestLook))
    await setConditions(namespace, obstacles).catch((error: unknown) => {
      if (!isConflict(error) && !isNotFound(error)) throw error
    })
  }
  return { run: () => runController({ name: 'namespace-controller', queue, reconcile, workers: 2, log, signal }) }
}

function isPods({ group, resource }: DiscoveredResource): boolean {
  return group === '' && resource === 'pods'
}

/** A group that could not be discovered may still hold objects: the namespace waits for it. */
function isClear({ left, stuckPods, undiscovered }: Obstacles): boolean {
  return left.length === 0 && stuckPods === undefined && undiscovered.length === 0
}
