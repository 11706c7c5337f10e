import type { KubeObject } from '../../apimachinery/meta.ts'
import { createBackoff } from '../pods/backoff.ts'
import type { WaitingReason } from '../pods/status-input.ts'
import type { Runtime, RuntimeImage } from '../runtimes/runtime.ts'
import { credentialsFor } from './credentials.ts'
import { normalizeImageName } from './image-name.ts'

/** Which image a container of a pod wants. */
export interface ImageRequest {
  podUid: string
  image: string
  policy: 'Always' | 'IfNotPresent' | 'Never'
  /** The pod's pull secrets, read when the image is pulled. */
  secrets: () => Promise<KubeObject[]>
  /** Says an event about the container. */
  record: (type: 'Normal' | 'Warning', reason: string, message: string) => void
  signal: AbortSignal
}

/** Why there is no image; `retryAt` (milliseconds) is when to try again. */
export class ImageError extends Error {
  readonly waiting: WaitingReason
  readonly retryAt: number

  constructor(waiting: WaitingReason, retryAt: number) {
    super(waiting.message ?? waiting.reason)
    this.name = 'ImageError'
    this.waiting = waiting
    this.retryAt = retryAt
  }
}

/** Makes sure that images are on this host. Upstream: images.imageManager. */
export interface ImagePuller {
  /** @throws ImageError */
  ensure(request: ImageRequest): Promise<{ image: RuntimeImage; reference: string }>
}

/** A puller whose failures of one image in one pod back off from 10 s to 5 min. */
export function createImagePuller(
  runtime: Pick<Runtime, 'image' | 'pullImage'>, now: () => number = Date.now,
): ImagePuller {
  const backoff = createBackoff({ initialSeconds: 10, maxSeconds: 300 })
  const failures = new Map<string, { message: string; at: number }>()

  async function pull(request: ImageRequest, reference: string): Promise<RuntimeImage> {
    const { image, record } = request
    const key = `${request.podUid}_${image}`
    const failure = failures.get(key)
    const left = failure ? backoff.remaining(key, failure.at, now()) : 0
    if (failure && left > 0) {
      const message = `Back-off pulling image "${image}"`
      record('Normal', 'BackOff', message)
      throw new ImageError({ reason: 'ImagePullBackOff', message: `${message}: ${failure.message}` }, now() + left)
    }
    failures.delete(key)
    record('Normal', 'Pulling', `Pulling image "${image}"`)
    const started = now()
    try {
      const pulled = await pullWithAny(request, reference)
      const took = printMilliseconds(now() - started)
      record(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: `
          + `${pulled.size} bytes.`,
      )
      backoff.reset(key)
      return pulled
    } catch (error) {
      if (request.signal.aborted) throw error
      const message = error instanceof Error ? error.message : String(error)
      record('Warning', 'Failed', `Failed to pull image "${image}": ${message}`)
      backoff.next(key, now())
      failures.set(key, { message: `ErrImagePull: ${message}`, at: now() })
      throw new ImageError({ reason: 'ErrImagePull', message }, now() + 1000)
    }
  }

  /** Each credential that fits is tried, and none where none does; the last failure is told. */
  async function pullWithAny({ secrets, signal }: ImageRequest, reference: string): Promise<RuntimeImage> {
    const credentials = credentialsFor(reference, await secrets())
    for (const credential of credentials.slice(0, -1)) {
      const pulled = await runtime.pullImage(reference, { credential, signal }).catch(() => null)
      if (pulled !== null) return pulled
      signal.throwIfAborted()
    }
    const last = credentials.at(-1)
    return runtime.pullImage(reference, { ...(last ? { credential: last } : {}), signal })
  }

  return {
    async ensure(request) {
      const { image, policy, record } = request
      let reference: string
      try {
        reference = normalizeImageName(image)
      } catch (error) {
        const message = `Failed to apply default image tag "${image}": ${(error as Error).message}`
        record('Warning', 'InspectFailed', message)
        throw new ImageError({ reason: 'InvalidImageName', message }, Infinity)
      }
      const present = policy === 'Always' ? null : await runtime.image(reference)
      if (present !== null) {
        record(
          'Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`,
        )
        return { image: present, reference }
      }
      if (policy === 'Never') {
        const message = `Container image "${image}" is not present with pull policy of Never`
        record('Warning', 'ErrImageNeverPull', message)
        throw new ImageError({ reason: 'ErrImageNeverPull', message }, now() + 10_000)
      }
      return { image: await pull(request, reference), reference }
    },
  }
}

/** As Go prints a duration of whole milliseconds. */
function printMilliseconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${(milliseconds / 1000).toFixed(3).replace(/\.?0+$/, '')}s`
}
