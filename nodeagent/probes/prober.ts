import { initContainersOf, isSidecar, mainContainersOf } from '../pods/pod.ts'
import type { Pod, PodContainer } from '../pods/pod.ts'
import { latestOf } from '../runtimes/latest.ts'
import type { Runtime, RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import type { ProbeOutcome } from './outcome.ts'
import { runProbe } from './run-probe.ts'
import { count } from './thresholds.ts'
import type { ProbeRun } from './thresholds.ts'

/** The three probes, in upstream's words. */
export type ProbeKind = 'Startup' | 'Liveness' | 'Readiness'

/** Which of a container's probes has condemned it. */
export type FailedProbe = 'Startup' | 'Liveness'

const specFields = { Startup: 'startupProbe', Liveness: 'livenessProbe', Readiness: 'readinessProbe' } as const

/** What a pod's prober works with. */
export interface ProberDeps {
  runtime: Pick<Runtime, 'exec'>
  now: () => number
  /** Waits; rejects when the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  record: (container: PodContainer, message: string, reason: 'Unhealthy' | 'ProbeWarning') => void
  /** A verdict has changed. */
  changed: () => void
}

/** Probes the running containers of one pod. Verdicts are by container id: a restarted one starts anew. */
export interface PodProber {
  /** What runs now: probes of new containers begin, those of others end. */
  observe(pod: Pod, observed: RuntimePod | null, podIp: string): void
  /** What status is to say of a running container. */
  state(container: PodContainer): { ready: boolean; started: boolean }
  /** The containers that are to be restarted, by id. */
  failed(): ReadonlyMap<string, FailedProbe>
  /** Ends all probes but those for readiness, whose verdicts a pod that ends still shows. */
  onlyReadiness(): void
  close(): void
}

interface Probed {
  id: string
  ready: boolean
  started: boolean
  failed: FailedProbe | null
  podIp: string
  stop: AbortController
  stopKilling: AbortController
}

/** A prober for one pod. */
export function createPodProber(deps: ProberDeps): PodProber {
  const probed = new Map<string, Probed>()

  function begin(pod: Pod, container: PodContainer, running: RuntimeContainer, podIp: string): Probed {
    const before = reported(pod, container.name, running.id)
    const one: Probed = {
      id: running.id,
      // An agent that starts again does not take back what was said of containers that it finds.
      ready: container[specFields.Readiness] === undefined || before?.ready === true,
      started: container[specFields.Startup] === undefined || before?.started === true,
      failed: null,
      podIp,
      stop: new AbortController(),
      stopKilling: new AbortController(),
    }
    void probeContainer(deps, container, one, Date.parse(running.startedAt ?? running.createdAt))
    return one
  }

  return {
    observe(pod, observed, podIp) {
      for (const container of [...initContainersOf(pod).filter(isSidecar), ...mainContainersOf(pod)]) {
        if (!Object.values(specFields).some((field) => container[field])) continue
        const latest = latestOf(observed, container.name)
        const known = probed.get(container.name)
        if (known !== undefined && (latest?.id !== known.id || latest.state !== 'running')) {
          known.stop.abort()
          known.stopKilling.abort()
          probed.delete(container.name)
        }
        if (latest?.state !== 'running' || podIp === '') continue
        if (!probed.has(container.name)) probed.set(container.name, begin(pod, container, latest, podIp))
      }
    },
    state(container) {
      const one = probed.get(container.name)
      const hasNone = (kind: ProbeKind) => container[specFields[kind]] === undefined
      return { ready: one?.ready ?? hasNone('Readiness'), started: one?.started ?? hasNone('Startup') }
    },
    failed: () =>
      new Map([...probed.values()].flatMap(({ id, failed }) => (failed === null ? [] : [[id, failed] as const]))),
    onlyReadiness() {
      for (const { stopKilling } of probed.values()) stopKilling.abort()
    },
    close() {
      for (const { stop, stopKilling } of probed.values()) {
        stop.abort()
        stopKilling.abort()
      }
      probed.clear()
    },
  }
}

function reported(pod: Pod, name: string, id: string): { ready?: boolean; started?: boolean } | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod['status'] ?? {}
  return [...initContainerStatuses, ...containerStatuses]
    .find((one: any) => one.name === name && one.containerID?.endsWith(`//${id}`))
}

/** The startup probe first, then the two others side by side, until the container is condemned or gone. */
async function probeContainer(
  deps: ProberDeps, container: PodContainer, one: Probed, startedAt: number,
): Promise<void> {
  const loop = (kind: ProbeKind, signal: AbortSignal, verdict: (good: boolean) => boolean) =>
    probeLoop({ deps, container, one, kind, startedAt, signal }, verdict)
  try {
    if (!one.started) {
      await loop('Startup', one.stopKilling.signal, (good) => {
        if (good) one.started = true
        else one.failed = 'Startup'
        return false
      })
      if (!one.started) return
    }
    await Promise.all([
      loop('Readiness', one.stop.signal, (good) => {
        one.ready = good
        return true
      }),
      loop('Liveness', one.stopKilling.signal, (good) => {
        if (!good) one.failed = 'Liveness'
        return good
      }),
    ])
  } catch {
    // The container is gone or the agent stops; nothing else is thrown here.
  }
}

interface Loop {
  deps: ProberDeps
  container: PodContainer
  one: Probed
  kind: ProbeKind
  startedAt: number
  signal: AbortSignal
}

/** Probes once a period and tells of each verdict, until `verdict` answers false. */
async function probeLoop(
  { deps, container, one, kind, startedAt, signal }: Loop, verdict: (good: boolean) => boolean,
): Promise<void> {
  const spec = container[specFields[kind]]
  if (spec === undefined) return
  const { now, sleep } = deps
  const period = (spec.periodSeconds ?? 10) * 1000
  let run: ProbeRun | null = null
  let due = Math.max(now(), startedAt + (spec.initialDelaySeconds ?? 0) * 1000)
  for (;;) {
    if (due > now()) await sleep(due - now(), signal)
    signal.throwIfAborted()
    due = now() + period
    const outcome = await tryProbe(deps, container, one, kind)
    signal.throwIfAborted()
    if (outcome === null) continue
    const counted = count(run, outcome.result !== 'failure', spec)
    run = counted.run
    if (counted.verdict === null) continue
    const before = JSON.stringify(one)
    const goOn = verdict(counted.verdict)
    if (JSON.stringify(one) !== before) deps.changed()
    if (!goOn) return
  }
}

/** One probe with its event; null when it could not be made, which says nothing about the container. */
async function tryProbe(
  deps: ProberDeps, container: PodContainer, one: Probed, kind: ProbeKind,
): Promise<ProbeOutcome | null> {
  try {
    const outcome = await runProbe(deps.runtime, container[specFields[kind]], {
      container, containerId: one.id, podIp: one.podIp,
    })
    // A container that has gone meanwhile was no fair target.
    if (one.stop.signal.aborted) return null
    if (outcome.result === 'failure') deps.record(container, `${kind} probe failed: ${outcome.output}`, 'Unhealthy')
    if (outcome.result === 'warning') deps.record(container, `${kind} probe warning: ${outcome.output}`, 'ProbeWarning')
    return outcome
  } catch (error) {
    if (one.stop.signal.aborted) return null
    const why = error instanceof Error ? error.message : String(error)
    deps.record(container, `${kind} probe errored and resulted in unknown state: ${why}`, 'Unhealthy')
    return null
  }
}
