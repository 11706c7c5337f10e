import { ApiError, badRequest } from '../../apimachinery/api-error.ts'
import { inSlices } from '../../apimachinery/in-slices.ts'
import type { CachedObject, Snapshot } from '../watch/cache-contract.ts'
import { decodeContinue, encodeContinue } from './continue-token.ts'
import type { ListOptions } from './list-options.ts'
import { askedCollectionKey, type Resource } from './resource.ts'
import { goneError, parseListRevision, type Waiting, waitFor } from './revision.ts'
import { type Selection, selectionOf } from './selection.ts'

/** One page of a list, at one revision. */
export interface Page {
  readonly items: readonly CachedObject[]
  readonly revision: number
  readonly continueToken: string
  readonly remaining: number | undefined
}

interface Start {
  snapshot: Snapshot
  after: string | undefined
  limit: number
}

/** Lists a collection ('' is all namespaces) as `options` ask. */
export async function listObjects(
  resource: Resource, namespace: string, options: ListOptions, waiting: Waiting,
): Promise<Page> {
  const selection = selectionOf(resource.definition, options)
  const prefix = askedCollectionKey(resource, namespace)
  const start = await startOf(resource, prefix, options, waiting)
  return readPage(start, prefix, selection)
}

async function startOf(resource: Resource, prefix: string, options: ListOptions, waiting: Waiting): Promise<Start> {
  const limit = Math.max(options.limit, 0)
  if (options.continueToken !== '') return continued(resource, prefix, options, limit, waiting)
  const revision = parseListRevision(options.resourceVersion)
  if (revision === 0) {
    const anyVersion = options.resourceVersion === '0'
    return { snapshot: resource.cache.snapshot(), after: undefined, limit: anyVersion ? 0 : limit }
  }
  await waitFor(resource, revision, waiting)
  const exact = options.resourceVersionMatch === 'Exact' || (limit > 0 && options.resourceVersionMatch === '')
  return { snapshot: exact ? snapshotAt(resource, revision) : resource.cache.snapshot(), after: undefined, limit }
}

async function continued(
  resource: Resource, prefix: string, { continueToken, resourceVersion }: ListOptions, limit: number, waiting: Waiting,
): Promise<Start> {
  const { start, revision } = decodeContinue(continueToken)
  if (resourceVersion !== '' && resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const after = `${prefix}${start}`
  const page = resourceVersion === '0' ? 0 : limit
  if (revision < 0) return { snapshot: resource.cache.snapshot(), after, limit: page }
  await waitFor(resource, revision, waiting)
  const snapshot = stateAt(resource, revision)
  if (!snapshot) throw expiredContinue(prefix, start)
  return { snapshot, after, limit: page }
}

function snapshotAt(resource: Resource, revision: number): Snapshot {
  const snapshot = stateAt(resource, revision)
  if (!snapshot) throw goneError(revision)
  return snapshot
}

/** What was compacted is gone for a resource that has not changed since, too: a client is not to rely on such luck. */
function stateAt({ cache, store }: Resource, revision: number): Snapshot | undefined {
  return revision < store.compacted ? undefined : cache.snapshotAt(revision)
}

/** Upstream hands out a token with which an inconsistent continuation may go on. */
function expiredContinue(prefix: string, start: string): ApiError {
  const error = new ApiError(
    410, 'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without '
      + 'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. '
      + 'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or '
      + 'deleted between the time the first chunk was returned and now may show up in the list.',
  )
  error.continueToken = encodeContinue(`${prefix}${start.replace(/\u0000$/, '')}`, prefix, -1)
  return error
}

/** So many objects are looked at in one turn of the event loop; more take turns, of one snapshot. */
const shortScan = 256

async function readPage({ snapshot, after, limit }: Start, prefix: string, selection: Selection): Promise<Page> {
  const from = strictlyAfter(after)
  const items: CachedObject[] = []
  let more = false
  const look = (object: CachedObject): boolean => {
    // Whatever is behind a full page makes another one, selected or not: it is not looked at before it is asked for.
    more = limit > 0 && items.length === limit
    if (!more && selection.matches(object)) items.push(object)
    return more
  }
  const looked = snapshot.count(prefix, from)
  const isShort = Math.min(looked, limit > 0 && selection.all ? limit : looked) <= shortScan
  if (!isShort) await inSlices(snapshot.scan(prefix, from), look)
  else for (const object of snapshot.scan(prefix, from)) if (look(object)) break
  const last = items.at(-1)
  const { revision } = snapshot
  if (!more || !last) return { items, revision, continueToken: '', remaining: undefined }
  const remaining = selection.all ? snapshot.count(prefix, last.key) : undefined
  return { items, revision, continueToken: encodeContinue(last.key, prefix, revision), remaining }
}

/** `scan` starts strictly after a key; a token's start is the first key that may be shown. */
function strictlyAfter(start: string | undefined): string | undefined {
  if (start === undefined) return undefined
  return start.endsWith('\u0000') ? start.slice(0, -1) : previous(start)
}

/** A key right before `key`, with nothing between that a name could be. */
function previous(key: string): string {
  const end = key.length - 1
  return `${key.slice(0, end)}${String.fromCharCode(key.charCodeAt(end) - 1)}\uffff`
}
