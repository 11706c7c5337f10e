import type { LogChunk } from '../runtime.ts'

/** Bytes before each frame: the stream's number, three zeros, the length. */
const headerLength = 8

/** Takes podman's multiplexed stream apart: frames of stdout (1) and stderr (2), each behind a header. */
export async function* demux(source: AsyncIterable<Buffer>): AsyncGenerator<LogChunk> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of source) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= headerLength) {
      const end = headerLength + rest.readUInt32BE(4)
      if (rest.length < end) break
      yield { stream: rest[0] === 2 ? 'stderr' : 'stdout', data: rest.subarray(headerLength, end) }
      rest = rest.subarray(end)
    }
  }
}

/** A terminal's stream, which is not multiplexed: all of it is stdout. */
export async function* plain(source: AsyncIterable<Buffer>): AsyncGenerator<LogChunk> {
  for await (const data of source) yield { stream: 'stdout', data }
}
