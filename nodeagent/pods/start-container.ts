import { rm } from 'node:fs/promises'

import type { KubeObject } from '../../apimachinery/meta.ts'
import { ImageError } from '../images/puller.ts'
import type { ImagePuller } from '../images/puller.ts'
import { latestOf } from '../runtimes/latest.ts'
import { RuntimeError } from '../runtimes/runtime.ts'
import type { Runtime, RuntimePod } from '../runtimes/runtime.ts'
import { VolumeError } from '../volumes/payload.ts'
import type { VolumePaths } from '../volumes/volumes.ts'
import { nextAttempt } from './attempts.ts'
import type { Backoff } from './backoff.ts'
import { printSeconds } from './backoff.ts'
import { containerConfig } from './container-config.ts'
import type { WaitingReason } from './status-input.ts'
import { ContainerConfigError, containerEnv } from './env.ts'
import type { NodeFacts } from './field-ref.ts'
import { containerMounts } from './files.ts'
import type { PodObjects } from './objects.ts'
import { hasEnded } from './plan.ts'
import { runHook } from './hooks.ts'
import { formatPod, gracePeriodOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'

/** How long a container waits whose configuration cannot be made. */
const configRetryMilliseconds = 10_000

/** What starting containers takes. */
export interface StartDeps {
  runtime: Runtime
  images: ImagePuller
  objects: PodObjects
  backoff: Backoff
  now: () => number
}

/** One container to start. */
export interface StartRequest {
  pod: Pod
  container: PodContainer
  observed: RuntimePod | null
  folder: string
  volumes: VolumePaths
  facts: NodeFacts
  /** Says an event about the container, or about the pod as a whole. */
  record: (type: 'Normal' | 'Warning', reason: string, message: string) => void
  recordPod: (type: 'Normal' | 'Warning', reason: string, message: string) => void
  signal: AbortSignal
}

/** How a start went. A container that was made but did not run keeps its id, and why it did not run. */
export type StartResult =
  | { ok: true; id: string; imageId: string }
  | { ok: false; waiting: WaitingReason; retryAt: number; failed?: { id: string; message: string } }

/** Starts one container unless it has to wait after its last failure. Upstream: startContainer. */
export async function startContainer(deps: StartDeps, request: StartRequest): Promise<StartResult> {
  const waits = backOff(deps, request)
  if (waits !== null) return waits
  try {
    return await create(deps, request)
  } catch (error) {
    return failure(error, deps, request)
  }
}

/** The wait counts from the last end; the first restart is at once. Upstream: doBackOff. */
function backOff({ backoff, now }: StartDeps, { pod, container, observed, record }: StartRequest): StartResult | null {
  const latest = latestOf(observed, container.name)
  if (latest === null || !hasEnded(latest)) return null
  const key = `${pod.metadata.uid}/${container.name}/${container.image}`
  const ended = Date.parse(latest.finishedAt ?? latest.createdAt)
  const left = backoff.remaining(key, ended, now())
  if (left === 0) {
    backoff.next(key, ended)
    return null
  }
  record('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${formatPod(pod)}`)
  const message =
    `back-off ${printSeconds(backoff.seconds(key))} restarting failed container=${container.name} pod=${formatPod(pod)}`
  return { ok: false, waiting: { reason: 'CrashLoopBackOff', message }, retryAt: now() + left }
}

async function create(deps: StartDeps, request: StartRequest): Promise<StartResult> {
  const { runtime, images, objects } = deps
  const { pod, container, observed, folder, volumes, facts, record, signal } = request
  const policy = container['imagePullPolicy'] ?? 'IfNotPresent'
  const { image, reference } = await images.ensure({
    podUid: pod.metadata.uid,
    image: container.image,
    policy,
    secrets: () => pullSecrets(objects, request),
    record,
    signal,
  })
  checkNonRoot(pod, container, image.user)
  const env = await containerEnv(pod, container, { objects, facts })
  const attempt = await nextAttempt(folder, container.name, observed)
  const { mounts, messageFile } = await containerMounts({ pod, container, attempt, folder, volumes, env })
  signal.throwIfAborted()
  const made = { image: reference, imageUser: image.user, attempt, env, mounts, terminationMessageFile: messageFile }
  const id = await runtime.createContainer(containerConfig(pod, container, made)).catch(async (error: unknown) => {
    // No container, no incarnation: the files are counted.
    await rm(messageFile, { force: true })
    throw error
  })
  record('Normal', 'Created', 'Container created')
  try {
    await runtime.startContainer(id)
  } catch (error) {
    const { message } = error as Error
    record('Warning', 'Failed', `Error: ${message}`)
    return {
      ok: false, waiting: { reason: 'RunContainerError', message }, retryAt: deps.now() + 1000, failed: { id, message },
    }
  }
  record('Normal', 'Started', 'Container started')
  await prune(runtime, observed, container.name)
  const hook = container['lifecycle']?.postStart
  const target = { pod, container, containerId: id, podIp: facts.podIps[0] ?? '', signal }
  const failed = hook ? await runHook(runtime, hook, target) : null
  if (failed === null) return { ok: true, id, imageId: image.id }
  record('Warning', 'FailedPostStartHook', 'PostStartHook failed')
  record('Normal', 'Killing', 'FailedPostStartHook')
  await runtime.stopContainer(id, gracePeriodOf(pod))
  return { ok: false, waiting: { reason: 'PostStartHookError', message: failed }, retryAt: deps.now() + 1000 }
}

/** Upstream: getPullSecretsForPod. */
async function pullSecrets(objects: PodObjects, { pod, recordPod }: StartRequest): Promise<KubeObject[]> {
  const refs: { name?: string }[] = pod['spec'].imagePullSecrets ?? []
  const names = refs.map(({ name = '' }) => name).filter((name) => name !== '')
  const found = await Promise.all(names.map((name) => objects.secret(pod.metadata.namespace, name).catch(() => null)))
  const missing = names.filter((_, at) => found[at] === null)
  if (missing.length > 0) {
    const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image `
      + 'may not succeed.'
    recordPod('Warning', 'FailedToRetrieveImagePullSecret', message)
  }
  return found.filter((secret) => secret !== null)
}

/** Upstream: verifyRunAsNonRoot. */
function checkNonRoot(pod: Pod, container: PodContainer, imageUser: string): void {
  const own = container['securityContext'] ?? {}
  const ofPod = pod['spec'].securityContext ?? {}
  if ((own.runAsNonRoot ?? ofPod.runAsNonRoot) !== true) return
  const user = own.runAsUser ?? ofPod.runAsUser
  if (user === 0) {
    throw new ContainerConfigError(
      `container's runAsUser breaks non-root policy (pod: "${formatPod(pod)}", container: ${container.name})`,
    )
  }
  if (user !== undefined) return
  const [name = ''] = imageUser.split(':')
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`
  if (name === '' || Number(name) === 0) {
    throw new ContainerConfigError(`container has runAsNonRoot and image will run as root ${where}`)
  }
  if (!/^[0-9]+$/.test(name)) {
    throw new ContainerConfigError(
      `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root ${where}`,
    )
  }
}

/** Of the incarnations that have ended the last one is kept, for its log and its state. */
async function prune(runtime: Runtime, observed: RuntimePod | null, name: string): Promise<void> {
  const ended = (observed?.containers ?? []).filter((one) => one.name === name)
  await Promise.all(ended.slice(0, -1).map(({ id }) => runtime.removeContainer(id).catch(() => {})))
}

function failure(error: unknown, { now }: StartDeps, { record, signal }: StartRequest): StartResult {
  if (signal.aborted) throw error
  if (error instanceof ImageError) {
    // The puller has said what failed; kubelet adds the error's name once more.
    if (error.waiting.reason !== 'InvalidImageName') record('Warning', 'Failed', `Error: ${error.waiting.reason}`)
    return { ok: false, waiting: error.waiting, retryAt: error.retryAt }
  }
  const message = error instanceof Error ? error.message : String(error)
  record('Warning', 'Failed', `Error: ${message}`)
  const config = error instanceof ContainerConfigError || error instanceof VolumeError
  const reason = error instanceof RuntimeError
    ? error.reason
    : config ? 'CreateContainerConfigError' : 'CreateContainerError'
  return { ok: false, waiting: { reason, message }, retryAt: now() + configRetryMilliseconds }
}
