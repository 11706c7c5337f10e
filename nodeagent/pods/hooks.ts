import { setTimeout as sleep } from 'node:timers/promises'

import { httpTarget } from '../probes/run-probe.ts'
import { probeHttp } from '../probes/http-probe.ts'
import { runInContainer } from '../runtimes/run-in-container.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { formatPod } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'

/** A hook's answer is waited for so long where nothing else ends the wait. */
const httpTimeoutMs = 30_000

/** Which container a hook is run for. */
export interface HookTarget {
  pod: Pod
  container: PodContainer
  containerId: string
  podIp: string
  signal: AbortSignal
}

/** Runs a postStart or preStop handler; why it failed, or null. Upstream: lifecycle.handlerRunner. */
export async function runHook(runtime: Pick<Runtime, 'exec'>, hook: any, target: HookTarget): Promise<string | null> {
  const { pod, container } = target
  const said = (what: string, error: string, rest = '') =>
    `${what} for Container "${container.name}" in Pod "${formatPod(pod)}" failed - error: ${error}${rest}`
  if (hook.exec) {
    const { error, output } = await runExec(runtime, hook.exec.command ?? [], target)
    return error === null
      ? null
      : said(`Exec lifecycle hook ([${hook.exec.command.join(' ')}])`, error, `, message: ${JSON.stringify(output)}`)
  }
  if (hook.httpGet) {
    const error = await runHttp(hook.httpGet, target)
    return error === null ? null : said(`HTTP lifecycle hook (${hook.httpGet.path ?? ''})`, error)
  }
  if (hook.sleep) {
    const slept = await sleep(hook.sleep.seconds * 1000, true, { signal: target.signal }).catch(() => false)
    return slept
      ? null
      : said(`Sleep lifecycle hook (${hook.sleep.seconds})`, 'container terminated before sleep hook finished')
  }
  return 'Cannot run handler: invalid handler'
}

async function runExec(runtime: Pick<Runtime, 'exec'>, command: string[], { containerId, signal }: HookTarget) {
  try {
    const { exitCode, timedOut, output } = await runInContainer(runtime, containerId, { command, signal })
    if (timedOut) return { error: `command '${command.join(' ')}' was cut off`, output }
    return {
      error: exitCode === 0 ? null : `command '${command.join(' ')}' exited with ${exitCode}: ${output}`, output,
    }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), output: '' }
  }
}

/** Any answer will do; only a server that cannot be reached is a failure. */
async function runHttp(action: any, { container, podIp }: HookTarget): Promise<string | null> {
  if (!action.host && podIp === '') return 'failed to find networking container'
  try {
    const { result, output } = await probeHttp(httpTarget(action, container, podIp, 'lifecycle'), httpTimeoutMs)
    return result === 'failure' && output.startsWith('Get ') ? output : null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
