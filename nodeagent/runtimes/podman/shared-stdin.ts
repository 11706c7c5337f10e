import { Duplex } from 'node:stream'

import type { Libpod } from './libpod.ts'

/**
 * Standard inputs of containers that outlive the clients who type to them. Conmon closes a container's stdin with the first
 * connection that ends, so all clients write through one that is kept until the container ends.
 */
export interface SharedStdins {
  /** Writes to a container's stdin; ending it ends nothing. */
  open(containerId: string): Promise<Duplex>
  close(): void
}

export function createSharedStdins(libpod: Libpod): SharedStdins {
  const kept = new Map<string, Promise<Duplex>>()

  async function connect(containerId: string): Promise<Duplex> {
    const { socket } = await libpod.hijack(`/containers/${containerId}/attach`, {
      query: { stream: true, stdin: true, stdout: false, stderr: false, detachKeys: '' },
    })
    socket.on('error', () => {})
    socket.resume()
    socket.once('close', () => kept.delete(containerId))
    return socket
  }

  return {
    async open(containerId) {
      const connection = kept.get(containerId) ?? connect(containerId)
      kept.set(containerId, connection)
      connection.catch(() => kept.delete(containerId))
      const socket = await connection
      return new Duplex({
        read() {},
        write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
        final: (done) => done(),
      })
    },
    close() {
      for (const connection of kept.values()) void connection.then((socket) => socket.destroy(), () => {})
      kept.clear()
    },
  }
}
