import { formatTime } from '../../apimachinery/meta.ts'
import type { PodProber } from '../probes/prober.ts'
import type { Runtime, RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { endMessage } from './end-message.ts'
import { initContainersOf, mainContainersOf } from './pod.ts'
import type { Pod } from './pod.ts'
import { podStatus } from './status.ts'
import type { PodFailure, WaitingReason } from './status-input.ts'
import type { StatusWriter } from './status-writer.ts'

/** What a pod's worker knows beside the runtime, and has to be told in the pod's status. */
export interface PodMemory {
  /** Why containers do not run, by name, from the last step. */
  waiting: Map<string, WaitingReason>
  /** Messages of starts that failed, by container id. */
  startErrors: Map<string, string>
  /** The last incarnations that went with a sandbox that was replaced. */
  gone: RuntimeContainer[]
  /** Why the agent has ended the pod. */
  failure: PodFailure | null
}

export const createPodMemory = (): PodMemory => ({
  waiting: new Map(), startErrors: new Map(), gone: [], failure: null,
})

/** What is there, behind what was there before the sandbox was replaced. */
export const withGone = (observed: RuntimePod | null, { gone }: PodMemory): RuntimePod | null =>
  observed && gone.length > 0 ? { ...observed, containers: [...gone, ...observed.containers] } : observed

interface ReporterDeps {
  runtime: Pick<Runtime, 'image' | 'logs' | 'scheme'>
  status: Pick<StatusWriter, 'publish'>
  hostIps: () => readonly string[]
  now: () => number
}

/** Makes one pod's status and brings it to its writer. What it looked up is kept, for it does not change. */
export function createReporter(deps: ReporterDeps, memory: PodMemory, prober: Pick<PodProber, 'state'>) {
  const imageIds = new Map<string, string>()
  const messages = new Map<string, string>()

  return async function report(pod: Pod, runs: RuntimePod | null): Promise<void> {
    const observed = withGone(runs, memory)
    const specs = [...initContainersOf(pod), ...mainContainersOf(pod)]
    for (const container of observed?.containers ?? []) {
      if (container.state === 'exited' && !messages.has(container.id)) {
        const spec = specs.find(({ name }) => name === container.name)
        messages.set(container.id, await endMessage(deps.runtime, container, spec?.['terminationMessagePolicy']))
      }
      if (!imageIds.has(container.imageId)) imageIds.set(container.imageId, await imageIdOf(deps.runtime, container))
    }
    const { hostIps, now, runtime } = deps
    // What the status is made from is fixed now; only the pod's object may be newer when it is written.
    const probed = new Map(specs.map((spec) => [spec.name, prober.state(spec)]))
    const input = {
      observed,
      waiting: new Map(memory.waiting),
      startErrors: memory.startErrors,
      failure: memory.failure,
      imageIds,
      terminationMessages: messages,
      probes: (name: string) => probed.get(name) ?? { ready: true, started: true },
      hostIps: hostIps(),
      scheme: runtime.scheme,
      now: formatTime(new Date(now())),
    }
    deps.status.publish(pod, (current) => podStatus({ ...input, pod: current }))
  }
}

async function imageIdOf(
  runtime: Pick<Runtime, 'image'>, { image: reference, imageId: id }: RuntimeContainer,
): Promise<string> {
  const image = await runtime.image(reference).catch(() => null)
  const digest = image?.id === id ? image.repoDigests[0] : undefined
  return digest !== undefined && !digest.startsWith('localhost/') ? digest : `sha256:${id.replace(/^sha256:/, '')}`
}
