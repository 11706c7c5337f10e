import { humanDuration } from '../../../apimachinery/duration.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** What a pod's containers come to, as one line of `kubectl get pods`. */
interface PodSummary {
  ready: number
  total: number
  reason: string
  restarts: number
  /** When a container ended last; '' when none did. */
  lastRestart: string
}

/** `1/2` */
export function podReadyCell(pod: KubeObject): string {
  const { ready, total } = summarizePod(pod)
  return `${ready}/${total}`
}

/** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` … */
export function podStatusCell(pod: KubeObject): string {
  const { phase, reason } = pod['status'] ?? {}
  if (pod.metadata.deletionTimestamp) {
    if (reason === 'NodeLost') return 'Unknown'
    if (phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating'
  }
  return summarizePod(pod).reason
}

/** `0`, or `3 (5m ago)` */
export function podRestartsCell(pod: KubeObject, now: Date): string {
  const { restarts, lastRestart } = summarizePod(pod)
  if (restarts === 0 || lastRestart === '') return String(restarts)
  return `${restarts} (${humanDuration(now.getTime() - Date.parse(lastRestart))} ago)`
}

function summarizePod(pod: KubeObject): PodSummary {
  const init = summarizeInit(pod)
  const reason = init.reason ?? initialReason(pod['status'] ?? {})
  if (init.reason !== undefined && !isConditionTrue(pod, 'Initialized')) return { ...init, reason }
  return summarizeContainers(pod, { ...init, reason, ...init.sidecars })
}

function initialReason(status: any): string {
  const gated = (status.conditions ?? []).some(
    ({ type, reason }: any) => type === 'PodScheduled' && reason === 'SchedulingGated',
  )
  return gated ? 'SchedulingGated' : status.reason || status.phase || ''
}

interface Restarts {
  restarts: number
  lastRestart: string
}

interface InitSummary extends Restarts {
  ready: number
  total: number
  /** Set while the pod is initializing. */
  reason: string | undefined
  sidecars: Restarts
}

/** Walks the init containers up to the first that is not done; sidecars count as containers. */
function summarizeInit(pod: KubeObject): InitSummary {
  const init: any[] = pod['spec']?.initContainers ?? []
  const sidecars = new Set(init.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const summary: InitSummary = {
    ready: 0,
    total: (pod['spec']?.containers ?? []).length + sidecars.size,
    reason: undefined,
    restarts: 0,
    lastRestart: '',
    sidecars: { restarts: 0, lastRestart: '' },
  }
  for (const [index, status] of ((pod['status']?.initContainerStatuses ?? []) as any[]).entries()) {
    const sidecar = sidecars.has(status.name)
    countRestarts(summary, status)
    if (sidecar) countRestarts(summary.sidecars, status)
    if (status.state?.terminated && !status.state.terminated.exitCode) continue
    if (sidecar && status.started) {
      if (status.ready) summary.ready++
      continue
    }
    summary.reason = initReason(status.state ?? {}, `${index}/${init.length}`)
    break
  }
  return summary
}

function initReason(state: any, progress: string): string {
  if (state.terminated) return `Init:${terminatedReason(state.terminated)}`
  const waiting = state.waiting?.reason
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${progress}`
}

function summarizeContainers(pod: KubeObject, from: PodSummary): PodSummary {
  const summary = { ...from }
  let running = false
  let failure = ''
  for (const status of [...(pod['status']?.containerStatuses ?? [])].reverse()) {
    countRestarts(summary, status)
    const { waiting, terminated } = status.state ?? {}
    if (waiting?.reason) summary.reason = waiting.reason
    else if (terminated) {
      summary.reason = terminatedReason(terminated)
      if (terminated.exitCode) failure = summary.reason
    } else if (status.ready && status.state?.running) {
      running = true
      summary.ready++
    }
  }
  if (summary.reason === 'Completed') summary.reason = completedReason(pod, running, failure)
  return summary
}

/** A pod with one container done and another at work is not completed. */
function completedReason(pod: KubeObject, running: boolean, failure: string): string {
  if (running && isConditionTrue(pod, 'Ready')) return 'Running'
  if (failure !== '') return failure
  return running ? 'NotReady' : 'Completed'
}

function terminatedReason({ reason, signal, exitCode }: any): string {
  if (reason) return reason
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`
}

function countRestarts(into: Restarts, status: any): void {
  into.restarts += status.restartCount ?? 0
  const finished: string = status.lastState?.terminated?.finishedAt ?? ''
  if (finished !== '' && (into.lastRestart === '' || Date.parse(finished) > Date.parse(into.lastRestart))) {
    into.lastRestart = finished
  }
}

function isConditionTrue(pod: KubeObject, wanted: string): boolean {
  return (pod['status']?.conditions ?? []).some(({ type, status }: any) => type === wanted && status === 'True')
}
