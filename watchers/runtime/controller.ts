import { ApiError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import type { ApiClient } from './api-client.ts'
import type { Clock } from './clock.ts'
import type { ActionRecorder } from './event-series.ts'
import type { EventRecorder } from './events.ts'
import type { Informers } from './informers.ts'
import type { WorkQueue } from './work-queue.ts'

/** What a controller is handed. */
export interface ControllerContext {
  client: ApiClient
  informers: Informers
  log: Logger
  clock: Clock
  signal: AbortSignal
  /** An event recorder that signs with the component's name, such as `deployment-controller`. */
  recorder(component: string): EventRecorder
  /** The newer kind of recorder, which the scheduler uses. */
  actionRecorder(component: string): ActionRecorder
}

/** A controller that has asked for its informers and waits for them to be filled. */
export interface Controller {
  /** Works until the context's signal aborts. */
  run(): Promise<void>
}

/** Wires a controller to its informers; called before they start. */
export type ControllerFactory = (context: ControllerContext) => Controller

export interface ControllerLoop {
  name: string
  queue: WorkQueue
  /** Brings the object with this key to its desired state; may run twice, late, or after a crash at any point. */
  reconcile(key: string): Promise<void>
  workers?: number
  log: Logger
  signal: AbortSignal
}

/** Takes keys off the queue and reconciles them; what fails comes back with backoff. */
export async function runController(
  { name, queue, reconcile, workers = 5, log, signal }: ControllerLoop,
): Promise<void> {
  const close = () => queue.close()
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  const worker = async () => {
    for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
      try {
        await reconcile(key)
        queue.forget(key)
      } catch (error) {
        if (signal.aborted) return
        queue.addRateLimited(key)
        report(log, name, key, error)
      } finally {
        queue.done(key)
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, worker))
  signal.removeEventListener('abort', close)
}

/** A conflict is the ordinary way to learn of another writer, and a refusal is told in events and conditions. */
function report(log: Logger, name: string, key: string, error: unknown): void {
  if (error instanceof ApiError) log.debug(`${name} will try again`, { key, error })
  else log.warn(`${name} failed and will try again`, { key, error })
}

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 409 && error.reason === 'Conflict'
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404
}

export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'AlreadyExists'
}

/** Refused because the namespace is going away: there is nothing left to do and nothing to say. */
export function isNamespaceTerminating(error: unknown): boolean {
  return error instanceof ApiError && error.code === 403
    && (error.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')
}

/** Does it, and takes a 404 as done. */
export async function unlessGone(action: Promise<unknown>): Promise<void> {
  try {
    await action
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
