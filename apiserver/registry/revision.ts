import { ApiError, badRequest, expired } from '../../apimachinery/api-error.ts'
import type { Resource } from './resource.ts'

/** How long a reader waits for a revision from the future; upstream: the cacher's blockTimeout. */
const patienceMs = 3_000

/** The number behind a resourceVersion parameter; 0 for none. Throws a plain 500 as upstream does on get and watch. */
export function parseRevision(version: string): number {
  const wrong = revisionError(version)
  if (wrong !== undefined) throw new ApiError(500, '', wrong)
  return version === '' ? 0 : Number(version)
}

/** The same for a list, where upstream says 400. */
export function parseListRevision(version: string): number {
  const wrong = revisionError(version)
  if (wrong !== undefined) throw badRequest(`invalid resource version: ${wrong}`)
  return version === '' ? 0 : Number(version)
}

function revisionError(version: string): string | undefined {
  if (version === '') return undefined
  const quoted = JSON.stringify(version)
  const head = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}`
  if (!/^\d+$/.test(version)) return `${head}: invalid syntax`
  return BigInt(version) > 2n ** 64n - 1n ? `${head}: value out of range` : undefined
}

/** What ends a wait; a function where a signal is not to be made for those who need not wait. */
export type Waiting = AbortSignal | (() => AbortSignal)

/** Waits until the cache has seen `revision`. Throws 504 when it does not come. */
export async function waitFor({ cache, store }: Resource, revision: number, waiting: Waiting): Promise<void> {
  if (revision <= cache.revision) return
  const signal = typeof waiting === 'function' ? waiting() : waiting
  if (revision <= store.revision) return cache.waitFor(revision, signal)
  try {
    await cache.waitFor(revision, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))
  } catch {
    throw tooLarge(revision, store.revision)
  }
}

/** Upstream: storage.NewTooLargeResourceVersionError. */
export function tooLarge(revision: number, current: number): ApiError {
  return new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${revision}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
}

/** A state or history that is no longer kept. */
export function goneError(revision: number, oldest?: number): ApiError {
  return expired(oldest === undefined
    ? `The resourceVersion for the provided list is too old.`
    : `too old resource version: ${revision} (${oldest})`)
}
