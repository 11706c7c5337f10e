import { open } from 'node:fs/promises'

import { containerLimits } from '../../apimachinery/limits.ts'
import type { Runtime, RuntimeContainer } from '../runtimes/runtime.ts'

/**
 * What a container that has ended left to say: in its file, or at the end of its log where its policy asks for that.
 */
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
      const length = Math.min(size, containerLimits.endMessage)
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
    const options = { follow: false, tailLines: containerLimits.endLog.lines, timestamps: false, signal: stop.signal }
    for await (const { data } of runtime.logs(id, options)) chunks.push(data)
    return Buffer.concat(chunks).subarray(-containerLimits.endLog.bytes).toString()
  } catch {
    return ''
  } finally {
    stop.abort()
  }
}
