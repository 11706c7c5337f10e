import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isConflict, isNotFound, runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { namespaceConditions } from './conditions.ts'
import type { Obstacles } from './conditions.ts'
import { emptyNamespace } from './empty.ts'

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
    updated: (old, namespace) => { if (held(old) !== held(namespace)) look(namespace) },
    deleted: ({ metadata }) => { looks.delete(metadata.name!) },
  })

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
    const obstacles = await emptyNamespace(client, namespace, clock.now())
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

/** What of a namespace tells whether there is something to do; its conditions are ours. */
function held({ metadata, spec }: KubeObject): string {
  return JSON.stringify([metadata.deletionTimestamp, spec?.finalizers])
}

/** A group that could not be discovered may still hold objects: the namespace waits for it. */
function isClear({ left, failures, undiscovered, podsRemain }: Obstacles): boolean {
  return left.length === 0 && failures.length === 0 && undiscovered.length === 0 && !podsRemain
}
