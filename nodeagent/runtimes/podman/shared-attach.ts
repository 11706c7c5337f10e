import { once } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'

import type { LogChunk } from '../runtime.ts'
import { demux } from './demux.ts'
import type { Libpod } from './libpod.ts'

/** Pieces of output that wait for one client before the container is held up. */
const unreadChunks = 64

/** One client's share of a connection: ending `io` ends nothing, destroying it lets go. */
export interface SharedSession {
  io: Duplex
  output: AsyncIterable<LogChunk>
}

/**
 * Connections to containers that outlive the clients who type to them. Conmon closes a container's stdin when a
 * connection to it ends, so all clients share one, which is kept until the container ends.
 */
export interface SharedAttaches {
  open(containerId: string): Promise<SharedSession>
  close(): void
}

interface Hub { socket: Duplex; readers: Set<PassThrough> }

export function createSharedAttaches(libpod: Libpod): SharedAttaches {
  const hubs = new Map<string, Promise<Hub>>()

  async function connect(containerId: string): Promise<Hub> {
    const { socket, head } = await libpod.hijack(`/containers/${containerId}/attach`, {
      query: { stream: true, stdin: true, stdout: true, stderr: true, detachKeys: '' },
    })
    socket.on('error', () => {})
    if (head.length > 0) socket.unshift(head)
    const hub: Hub = { socket, readers: new Set() }
    void distribute(hub).catch(() => {}).then(() => {
      hubs.delete(containerId)
      for (const reader of hub.readers) reader.end()
    })
    return hub
  }

  return {
    async open(containerId) {
      const connection = hubs.get(containerId) ?? connect(containerId)
      hubs.set(containerId, connection)
      connection.catch(() => hubs.delete(containerId))
      return sessionOf(await connection)
    },
    close() {
      for (const connection of hubs.values()) void connection.then(({ socket }) => socket.destroy(), () => {})
      hubs.clear()
    },
  }
}

/** Gives every client all that comes, at the pace of the slowest. */
async function distribute({ socket, readers }: Hub): Promise<void> {
  for await (const chunk of demux(socket)) {
    const slow = [...readers].filter((reader) => !reader.write(chunk) && !reader.destroyed)
    await Promise.all(slow.map((reader) => Promise.race([once(reader, 'drain'), once(reader, 'close')])))
  }
}

function sessionOf({ socket, readers }: Hub): SharedSession {
  const output = new PassThrough({ objectMode: true, highWaterMark: unreadChunks })
  output.on('error', () => {})
  readers.add(output)
  const io = new Duplex({
    read() {},
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => done(),
  })
  io.on('error', () => {})
  io.once('close', () => output.destroy())
  output.once('close', () => {
    readers.delete(output)
    io.destroy()
  })
  return { io, output }
}
