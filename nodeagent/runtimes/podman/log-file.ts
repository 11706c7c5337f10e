import { watch } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

import type { LogChunk, LogOptions } from '../runtime.ts'

const newline = 10
const blockSize = 64 * 1024

/** One line of a container's log file, in the CRI's format: time, stream, F(ull) or P(artial), text. */
export interface LogLine {
  time: string
  stream: 'stdout' | 'stderr'
  text: Buffer
}

/** A line without its newline; null when it is none. The text of a full line gets its newline back. */
export function parseLogLine(line: Buffer): LogLine | null {
  const afterTime = line.indexOf(' ')
  const afterStream = line.indexOf(' ', afterTime + 1)
  if (afterTime < 0 || afterStream < 0) return null
  const stream = line.toString('latin1', afterTime + 1, afterStream)
  if (stream !== 'stdout' && stream !== 'stderr') return null
  const full = line[afterStream + 1] === 'F'.charCodeAt(0)
  const text = line.subarray(afterStream + 3)
  return {
    time: line.toString('latin1', 0, afterTime).replace(/\+00:00$/, 'Z'),
    stream,
    text: full ? Buffer.concat([text, Buffer.from('\n')]) : text,
  }
}

/** Where the last `count` full lines of a file begin. */
async function tailOffset(file: FileHandle, count: number): Promise<number> {
  let position = (await file.stat()).size
  let left = count + 1
  if (count === 0) return position
  const block = Buffer.alloc(blockSize)
  while (position > 0) {
    const length = Math.min(blockSize, position)
    position -= length
    await file.read(block, 0, length, position)
    for (let at = length - 1; at >= 0; at -= 1) {
      if (block[at] !== newline) continue
      left -= 1
      if (left === 0) return position + at + 1
    }
  }
  return 0
}

/**
 * The lines of a log file, and with `follow` those that come until `ended` says that the container writes
 * no more. Lines older than `since` are left out.
 */
export async function* readLogFile(
  path: string,
  options: LogOptions,
  ended: () => Promise<boolean>,
): AsyncGenerator<LogChunk> {
  const file = await open(path, 'r')
  try {
    let position = options.tailLines === undefined ? 0 : await tailOffset(file, options.tailLines)
    let rest: Buffer = Buffer.alloc(0)
    const changes = options.follow ? watchFile(path, options.signal) : null
    try {
      for (;;) {
        // Asked before reading: what was written before the end is then surely read.
        const last = changes === null || options.signal.aborted || (await ended())
        const block = Buffer.alloc(blockSize)
        for (let read = await readAt(file, block, position); read > 0; read = await readAt(file, block, position)) {
          position += read
          const lines = splitLines(Buffer.concat([rest, block.subarray(0, read)]))
          rest = lines.rest
          yield* lines.complete.flatMap((line) => chunkOf(line, options))
        }
        if (last) return
        await changes.next()
      }
    } finally {
      changes?.close()
    }
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, block: Buffer, position: number): Promise<number> {
  return (await file.read(block, 0, block.length, position)).bytesRead
}

function splitLines(data: Buffer): { complete: Buffer[]; rest: Buffer } {
  const complete: Buffer[] = []
  let start = 0
  for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
    complete.push(data.subarray(start, end))
    start = end + 1
  }
  return { complete, rest: Buffer.from(data.subarray(start)) }
}

function chunkOf(line: Buffer, { since, timestamps }: LogOptions): LogChunk[] {
  const parsed = parseLogLine(line)
  if (parsed === null || (since !== undefined && Date.parse(parsed.time) < since.getTime())) return []
  const data = timestamps ? Buffer.concat([Buffer.from(`${parsed.time} `), parsed.text]) : parsed.text
  return [{ stream: parsed.stream, data }]
}

/** Resolves at each change, and once a second besides, as the container's end changes no file. */
function watchFile(path: string, signal: AbortSignal) {
  let wake = () => {}
  const watcher = watch(path, () => wake())
  watcher.on('error', () => {})
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  return {
    next: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    close: () => {
      signal.removeEventListener('abort', onAbort)
      watcher.close()
      wake()
    },
  }
}
