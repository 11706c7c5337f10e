import { runInContainer } from '../runtimes/run-in-container.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { failure, success } from './outcome.ts'
import type { ProbeOutcome } from './outcome.ts'

/** Whether a command in the container ends well. Throws when it could not be run at all. */
export async function probeExec(
  runtime: Pick<Runtime, 'exec'>,
  containerId: string,
  { command, timeoutMs }: { command: readonly string[]; timeoutMs: number },
): Promise<ProbeOutcome> {
  const ran = await runInContainer(runtime, containerId, { command, timeoutMs })
  if (ran.timedOut) return failure(`command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s`)
  return ran.exitCode === 0 ? success(ran.output) : failure(ran.output)
}
