import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Writes of one answer without end, whose head is out. */
export interface ChunkWriter {
  /** False when the peer is slower than we: more is to be written only once it has `drained`. */
  write(bytes: Buffer): boolean
  /** Calls back each time the peer has taken what waited. */
  onDrain(drained: () => void): void
  /** Nothing more will be written with it. */
  release(): void
}

/**
 * The writer of an answer. On HTTP/1.1 it writes whole chunks to the socket: node's own way takes four writes and a
 * copy for each, and makes the frame anew for each of a thousand watchers that are told the same.
 */
export function chunkWriter(response: ServerResponse): ChunkWriter {
  const { socket } = response
  // Behind an answer that is still being written, it has no socket yet.
  const isPlain = response instanceof ServerResponse && response.chunkedEncoding && response.headersSent
  return isPlain && socket !== null ? overSocket(socket) : overResponse(response)
}

function overSocket(socket: Socket): ChunkWriter {
  let listener: (() => void) | undefined
  return {
    write: (bytes) => socket.write(chunkOf(bytes)),
    onDrain: (drained) => socket.on('drain', (listener = drained)),
    release: () => {
      if (listener) socket.off('drain', listener)
    },
  }
}

function overResponse(response: ServerResponse): ChunkWriter {
  return {
    write: (bytes) => response.write(bytes),
    onDrain: (drained) => response.on('drain', drained),
    release: () => {},
  }
}

/** Weak by the bytes, which are the same Buffer for all who are told the same. */
const chunks = new WeakMap<Buffer, Buffer>()

function chunkOf(bytes: Buffer): Buffer {
  const known = chunks.get(bytes)
  if (known) return known
  const made = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, chunkEnd])
  chunks.set(bytes, made)
  return made
}

const chunkEnd = Buffer.from('\r\n')
