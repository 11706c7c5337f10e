import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

import { containerLimits } from '../../../apimachinery/limits.ts'
import type { LogChunk, LogOptions } from '../runtime.ts'
import { watchLog } from './log-watch.ts'

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
 * no more, through rotations: conmon then puts a new file in the place of the full one. Lines older than `since` are
 * left out.
 */
export async function* readLogFile(
  path: string,
  options: LogOptions,
  ended: () => Promise<boolean>,
): AsyncGenerator<LogChunk> {
  const print = createPrinter(options)
  let file = await open(path, 'r')
  const changes = options.follow ? watchLog(path, options.signal) : null
  try {
    let reader = createReader(file, options.tailLines === undefined ? 0 : await tailOffset(file, options.tailLines))
    let last = changes === null
    for (;;) {
      for await (const line of reader.lines()) yield* print(line)
      const next = await successor(path, file)
      if (next !== null) {
        // What was written before the file was replaced.
        for await (const line of reader.lines()) yield* print(line)
        await file.close()
        file = next
        reader = createReader(file, 0)
        continue
      }
      if (last || changes === null || options.signal.aborted) break
      // Asked before the last reading: what was written before the end is then surely read.
      last = (await changes.next()) === 'quiet' && (await ended())
    }
    yield* print(reader.rest())
  } finally {
    changes?.close()
    await file.close()
  }
}

/** The file that took the place of one that is open; null while none has. */
async function successor(path: string, file: FileHandle): Promise<FileHandle | null> {
  const [now, { ino }] = await Promise.all([stat(path).catch(() => null), file.stat()])
  if (now === null || now.ino === ino) return null
  return open(path, 'r').catch(() => null)
}

/** Reads on from a place in a file, by lines; what has no end yet is kept for the next time. */
function createReader(file: FileHandle, start: number) {
  let position = start
  let rest: Buffer = Buffer.alloc(0)
  return {
    async *lines(): AsyncGenerator<Buffer> {
      const block = Buffer.alloc(blockSize)
      for (;;) {
        const { bytesRead } = await file.read(block, 0, block.length, position)
        if (bytesRead === 0) return
        position += bytesRead
        const lines = splitLines(Buffer.concat([rest, block.subarray(0, bytesRead)]))
        rest = lines.rest.length > containerLimits.logLine ? Buffer.alloc(0) : lines.rest
        yield* lines.complete
      }
    },
    rest: () => rest,
  }
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

/**
 * Gives a line of the file as it is shown: nothing when it is too old,
 * and a time only where a line of the container begins.
 */
function createPrinter({ since, timestamps }: LogOptions): (line: Buffer) => LogChunk[] {
  let atStart = true
  return (line) => {
    const parsed = parseLogLine(line)
    if (parsed === null || (since !== undefined && Date.parse(parsed.time) < since.getTime())) return []
    const withTime = timestamps && atStart
    atStart = parsed.text.at(-1) === newline
    return [{
      stream: parsed.stream,
      data: withTime ? Buffer.concat([Buffer.from(`${parsed.time} `), parsed.text]) : parsed.text,
    }]
  }
}
