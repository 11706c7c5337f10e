import { containerLimits } from '../../apimachinery/limits.ts'
import type { Runtime } from './runtime.ts'

/** How a command ended, with the start of what it wrote to both of its outputs. */
export interface CommandEnd {
  output: string
  exitCode: number
  timedOut: boolean
}

/** Runs a command in a running container to its end, or until the time is over; then its streams are cut. */
export async function runInContainer(
  runtime: Pick<Runtime, 'exec'>,
  containerId: string,
  { command, timeoutMs = Infinity, signal }: { command: readonly string[]; timeoutMs?: number; signal?: AbortSignal },
): Promise<CommandEnd> {
  const session = await runtime.exec(containerId, {
    command: [...command], stdin: false, stdout: true, stderr: true, tty: false,
  })
  let timedOut = false
  const cut = () => {
    timedOut = true
    session.io.destroy()
  }
  const timer = timeoutMs === Infinity ? undefined : setTimeout(cut, timeoutMs)
  signal?.addEventListener('abort', cut, { once: true })
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const { data } of session.output) {
      if (length < containerLimits.commandOutput) chunks.push(data)
      length += data.length
    }
  } catch (error) {
    if (!timedOut) throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cut)
  }
  const output = Buffer.concat(chunks).subarray(0, containerLimits.commandOutput).toString()
  return { output, timedOut, exitCode: timedOut ? -1 : await session.exitCode() }
}
