import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import type { ApiClient, ResourceRef } from './api-client.ts'
import { unlessGone } from './controller.ts'
import { selects } from './selects.ts'
import type { LabelSelector } from '../../apimachinery/selectors.ts'

/** The one owner that manages the object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** The reference by which `owner` manages what it creates. */
export function controllerReference({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name!, uid: metadata.uid!, controller: true, blockOwnerDeletion: true }
}

/** The index under which informers find what an owner manages. */
export const controllerIndex = 'controller'
export const byController = (object: KubeObject): string[] => {
  const owner = controllerOf(object)
  return owner === undefined ? [] : [owner.uid]
}

export interface ClaimPlan<T> {
  owned: T[]
  adopt: T[]
  release: T[]
}

/**
 * Which of the objects belong to the owner, should, and should no longer.
 * Upstream: BaseControllerRefManager.ClaimObject.
 */
export function planClaim<T extends KubeObject>(
  owner: KubeObject, selector: LabelSelector, objects: readonly T[],
): ClaimPlan<T> {
  const plan: ClaimPlan<T> = { owned: [], adopt: [], release: [] }
  const leaving = owner.metadata.deletionTimestamp !== undefined
  for (const object of objects) {
    const controller = controllerOf(object)
    const matches = selects(selector, object.metadata.labels)
    if (controller?.uid === owner.metadata.uid) {
      if (matches) plan.owned.push(object)
      else if (!leaving) plan.release.push(object)
    } else if (controller === undefined && matches && !leaving && object.metadata.deletionTimestamp === undefined) {
      plan.adopt.push(object)
    }
  }
  return plan
}

/**
 * Adopts and releases as planned; returns what is owned afterwards. The owner is read afresh before anything is
 * adopted: a deletion that the informer has not shown would leave orphans adopted by nobody.
 */
export async function claim<T extends KubeObject>(
  client: ApiClient,
  refs: { owner: ResourceRef; owned: ResourceRef },
  owner: KubeObject,
  plan: ClaimPlan<T>,
): Promise<T[]> {
  const adopted: T[] = []
  if (plan.adopt.length > 0 && await canAdopt(client, refs.owner, owner)) {
    for (const { metadata } of plan.adopt) {
      const patch = { metadata: { uid: metadata.uid, ownerReferences: [controllerReference(owner)] } }
      await unlessGone(
        client.patch<T>(refs.owned, metadata.name!, patch, 'strategic').then((object) => adopted.push(object)),
      )
    }
  }
  for (const { metadata } of plan.release) {
    const patch = { metadata: { uid: metadata.uid, ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }] } }
    await unlessGone(client.patch(refs.owned, metadata.name!, patch, 'strategic'))
  }
  return [...plan.owned, ...adopted]
}

async function canAdopt(client: ApiClient, ref: ResourceRef, owner: KubeObject): Promise<boolean> {
  const fresh = await client.get(ref, owner.metadata.name!)
  return fresh.metadata.uid === owner.metadata.uid && fresh.metadata.deletionTimestamp === undefined
}
