import { open } from 'node:fs/promises'

import type { Runtime, RuntimeContainer } from '../runtimes/runtime.ts'

/** A termination message is read up to here; upstream: MaxContainerTerminationMessageLength. */
const longestMessage = 4096
/** What the end of a log may stand for; upstream: MaxContainerTerminationMessageLogLength and -Lines. */
const longestLog = { bytes: 2048, lines: 80 }

/** What a container that has ended left to say: in its file, or at the end of its log where its policy asks for that. */
export async function endMessage(
  runtime: Pick<Runtime, 'logs'>,
  container: RuntimeContainer,
  policy: 'File' | 'FallbackToLogsOnError' = 'File',
): Promise<string> {
  const message = await fileEnd(container.terminationMessageFile)
  if (message !== '' || policy !== 'FallbackToLogsOnError' || container.exitCode === 0) return message
  return logEnd(runtime, container.id)
}

async function fileEnd(file: string): Promise<string> {
  if (file === '') return ''
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      const length = Math.min(size, longestMessage)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    return ''
  }
}

async function logEnd(runtime: Pick<Runtime, 'logs'>, id: string): Promise<string> {
  const stop = new AbortController()
  try {
    const chunks: Buffer[] = []
    const options = { follow: false, tailLines: longestLog.lines, timestamps: false, signal: stop.signal }
    for await (const { data } of runtime.logs(id, options)) chunks.push(data)
    return Buffer.concat(chunks).subarray(-longestLog.bytes).toString()
  } catch {
    return ''
  } finally {
    stop.abort()
  }
}
