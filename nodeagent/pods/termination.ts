import { setTimeout as sleep } from 'node:timers/promises'

import type { Runtime, RuntimeContainer } from '../runtimes/runtime.ts'
import { runHook } from './hooks.ts'
import { initContainersOf, isSidecar } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'

/** Even a container whose time is over gets so long between the signal that asks and the one that kills. */
const shortestGraceSeconds = 2

/** What stopping containers takes. */
export interface StopDeps {
  runtime: Pick<Runtime, 'exec' | 'stopContainer'>
  now: () => number
  record: (container: PodContainer, type: 'Normal' | 'Warning', reason: string, message: string) => void
}

/** One container to stop. */
export interface StopRequest {
  pod: Pod
  container: PodContainer
  running: RuntimeContainer
  podIp: string
  /** Seconds in all, those of the hook among them. */
  graceSeconds: number
  message?: string
  /** Resolves when it is this container's turn; it has run its hook before. */
  turn?: Promise<void>
}

/**
 * Runs the preStop hook, then asks the container to end, and kills it when its grace is over.
 * Upstream: killContainer.
 */
export async function stopContainer(deps: StopDeps, request: StopRequest): Promise<void> {
  const { pod, container, running, podIp, graceSeconds, turn } = request
  const { runtime, now, record } = deps
  record(container, 'Normal', 'Killing', request.message ?? `Stopping container ${container.name}`)
  const started = now()
  const left = () => Math.max(0, graceSeconds * 1000 - (now() - started))
  const hook = container['lifecycle']?.preStop
  if (hook && graceSeconds > 0) {
    const cut = new AbortController()
    const ran = runHook(runtime, hook, { pod, container, containerId: running.id, podIp, signal: cut.signal })
      .then((failure) => {
        // What it said may hold secrets, so the event does not.
        if (failure !== null && !cut.signal.aborted) {
          record(container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
        }
      })
    await orAfter(ran, left())
    cut.abort()
  }
  if (turn) await orAfter(turn, left())
  await runtime.stopContainer(running.id, Math.max(shortestGraceSeconds, Math.ceil(left() / 1000)))
}

async function orAfter(wanted: Promise<unknown>, milliseconds: number): Promise<void> {
  const timer = new AbortController()
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => {})
  await Promise.race([wanted, late])
  timer.abort()
}

/**
 * Stops all containers of a pod at once, but sidecars one after another, the last one first, after the others have
 * ended. Upstream: terminationOrdering.
 */
export async function stopAll(
  requests: readonly StopRequest[], stop: (request: StopRequest) => Promise<void>,
): Promise<void> {
  const place = ({ pod, container }: StopRequest): number =>
    isSidecar(container) ? initContainersOf(pod).findIndex(({ name }) => name === container.name) : -1
  const sidecars = requests.filter((one) => place(one) >= 0).sort((a, b) => place(b) - place(a))
  const others = requests.filter((one) => place(one) < 0).map(stop)
  let turn: Promise<unknown> = Promise.allSettled(others)
  const all: Promise<void>[] = [...others]
  for (const request of sidecars) {
    const ended = stop({ ...request, turn: turn.then(() => {}) })
    all.push(ended)
    turn = ended.catch(() => {})
  }
  const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
