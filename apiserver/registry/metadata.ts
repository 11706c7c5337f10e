import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import { formatTime, type KubeObject } from '../../apimachinery/meta.ts'
import type { RequestContext } from '../resources/definition.ts'
import type { Resource } from './resource.ts'

/** The most characters of a generated name's stem; five random ones follow. */
const maxStem = 58

/** A suffix from upstream's alphabet, which spells no words. */
export function randomSuffix(random: () => number = Math.random): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

/** `generateName` with a random end. */
export function generateName(stem: string): string {
  return `${stem.slice(0, maxStem)}${randomSuffix()}`
}

/** Puts the request's namespace into the object. Throws when the object names another. */
export function placeInNamespace({ definition }: Resource, object: KubeObject, namespace: string): void {
  const given = object.metadata.namespace ?? ''
  const expected = definition.namespaced ? namespace : ''
  if (given === expected) return
  if (given === '') {
    object.metadata.namespace = expected
    return
  }
  if (!definition.namespaced && given !== '') {
    delete object.metadata.namespace
    return
  }
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}

/** Takes away what a client may not say of a new object; upstream: WipeObjectMetaSystemFields. */
export function wipeSystemFields({ metadata }: KubeObject): void {
  delete metadata.creationTimestamp
  delete metadata.uid
  delete metadata.deletionTimestamp
  delete metadata.deletionGracePeriodSeconds
  dropSelfLink(metadata)
}

/** A field that is read and never kept. */
export function dropSelfLink(metadata: KubeObject['metadata'] & { selfLink?: string }): void {
  delete metadata.selfLink
}

/** What the server says about a new object: upstream's FillObjectMetaSystemFields and the head of BeforeCreate. */
export function fillSystemFields(object: KubeObject, { now }: RequestContext, uid: string): void {
  const { metadata } = object
  metadata.creationTimestamp = formatTime(now())
  metadata.uid = uid
  dropSelfLink(metadata)
}

/** Owners named twice count once; upstream warns, and says so when it looked only behind mutating admission. */
export function dedupeOwners(object: KubeObject, { warn }: RequestContext, behindAdmission: boolean): void {
  const owners = object.metadata.ownerReferences
  if (!owners || owners.length < 2) return
  const seen = new Set<string>()
  const kept = owners.filter((owner) => {
    const key = JSON.stringify([
      owner.apiVersion, owner.kind, owner.name, owner.uid, owner.controller, owner.blockOwnerDeletion,
    ])
    return !seen.has(key) && seen.add(key)
  })
  if (kept.length === owners.length) return
  object.metadata.ownerReferences = kept
  const again = new Set(kept)
  const uids = owners.filter((owner) => !again.has(owner)).map(({ uid }) => uid)
  const when = behindAdmission ? ' after mutating admission happens' : ''
  warn(`.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and `
    + 'may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: '
    + `${uids.join(', ')}`)
}

/** Keeps what no update changes: upstream's BeforeUpdate. */
export function keepSystemFields(object: KubeObject, old: KubeObject): void {
  const { metadata } = object
  metadata.uid ||= old.metadata.uid ?? ''
  if (old.metadata.creationTimestamp) metadata.creationTimestamp = old.metadata.creationTimestamp
  if (old.metadata.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.metadata.deletionTimestamp
  if (old.metadata.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds ??= old.metadata.deletionGracePeriodSeconds
  }
}

/** The generation is the strategy's to raise, never the client's. */
export function keepGeneration(object: KubeObject, old: KubeObject): void {
  if (old.metadata.generation === undefined) delete object.metadata.generation
  else object.metadata.generation = old.metadata.generation
}

/** The revision an object claims to be based on; 0 for none. Throws as upstream for what is no number. */
export function claimedRevision(object: KubeObject): number {
  const version = object.metadata.resourceVersion ?? ''
  if (version === '') return 0
  if (!/^\d+$/.test(version)) throw invalidRevision(version)
  return Number(version)
}

/** Upstream gives this without a reason. */
function invalidRevision(version: string): ApiError {
  return new ApiError(500, '', `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`)
}
