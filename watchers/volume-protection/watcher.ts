import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ResourceRef } from '../runtime/api-client.ts'
import { runController, unlessGone } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { keyOf } from '../runtime/store.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'
import { claimsOf, finalizers, isDeletionCandidate, isOfClass, usesClaim } from './plan.ts'

/** Lets claims go when no pod uses them. Upstream: the pvc-protection controller. */
export function claimProtection({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const claims = informers.for(resources.persistentVolumeClaims)
  const pods = informers.for(resources.pods)
  pods.addIndex('claim', (pod) => claimsOf(pod).map((name) => `${pod.metadata.namespace}/${name}`))
  const look = (claim: KubeObject) => { if (isDeletionCandidate(claim, finalizers.claim)) queue.add(keyOf(claim)) }
  const lookAtThoseOf = (pod: KubeObject) => {
    for (const name of claimsOf(pod)) {
      const claim = claims.lister.get(`${pod.metadata.namespace}/${name}`)
      if (claim) look(claim)
    }
  }
  claims.subscribe({ added: look, updated: (_, claim) => look(claim) })
  pods.subscribe({
    updated: (_, pod) => { if (pod.metadata.deletionTimestamp) lookAtThoseOf(pod) }, deleted: lookAtThoseOf,
  })

  const reconcile = async (key: string): Promise<void> => {
    const claim = claims.lister.get(key)
    if (!claim || !isDeletionCandidate(claim, finalizers.claim)) return
    const uses = (pod: KubeObject) => usesClaim(pod, claim)
    if (pods.lister.by('claim', key).some(uses)) return
    // A pod that the informer has not shown yet may use it.
    const { items } = await client.list(inNamespace(resources.pods, claim.metadata.namespace))
    if (items.some(uses)) return
    await letGo(
      client, inNamespace(resources.persistentVolumeClaims, claim.metadata.namespace), claim, finalizers.claim,
    )
  }
  return {
    run: () => runController({ name: 'persistentvolumeclaim-protection', queue, reconcile, workers: 1, log, signal }),
  }
}

/** Lets volumes go that are bound to no claim. Upstream: the pv-protection controller. */
export function volumeProtection({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const volumes = informers.for(resources.persistentVolumes)
  const isFree = (volume: KubeObject) =>
    isDeletionCandidate(volume, finalizers.volume) && volume['status']?.phase !== 'Bound'
  const look = (volume: KubeObject) => { if (isFree(volume)) queue.add(keyOf(volume)) }
  volumes.subscribe({ added: look, updated: (_, volume) => look(volume) })

  const reconcile = async (key: string): Promise<void> => {
    const volume = volumes.lister.get(key)
    if (volume && isFree(volume)) await letGo(client, resources.persistentVolumes, volume, finalizers.volume)
  }
  return {
    run: () => runController({ name: 'persistentvolume-protection', queue, reconcile, workers: 1, log, signal }),
  }
}

/** Lets classes go that no claim and no volume has. Upstream: the vac-protection controller. */
export function attributesClassProtection({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const classes = informers.for(resources.volumeAttributesClasses)
  const users = [informers.for(resources.persistentVolumeClaims), informers.for(resources.persistentVolumes)]
  const look = (one: KubeObject) => { if (isDeletionCandidate(one, finalizers.attributesClass)) queue.add(keyOf(one)) }
  const lookAtAll = () => classes.lister.list().forEach(look)
  classes.subscribe({ added: look, updated: (_, one) => look(one) })
  for (const each of users) each.subscribe({ updated: lookAtAll, deleted: lookAtAll })

  const reconcile = async (key: string): Promise<void> => {
    const found = classes.lister.get(key)
    if (!found || !isDeletionCandidate(found, finalizers.attributesClass)) return
    if (users.some(({ lister }) => lister.list().some((one) => isOfClass(one, key)))) return
    await letGo(client, resources.volumeAttributesClasses, found, finalizers.attributesClass)
  }
  return {
    run: () => runController({ name: 'volumeattributesclass-protection', queue, reconcile, workers: 1, log, signal }),
  }
}

/** A conflict comes back through the queue. */
async function letGo(
  client: ControllerContext['client'], ref: ResourceRef, object: KubeObject, finalizer: string,
): Promise<void> {
  const left = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer)
  await unlessGone(client.update(ref, { ...object, metadata: { ...object.metadata, finalizers: left } }))
}
