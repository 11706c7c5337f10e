import type { Duplex } from 'node:stream'

import type { ExecOptions, ExecSession } from '../runtime.ts'
import { demux, plain } from './demux.ts'
import type { Libpod } from './libpod.ts'

/** Starts a command in a container and joins its streams. */
export async function podmanExec(libpod: Libpod, containerId: string, options: ExecOptions): Promise<ExecSession> {
  const { Id } = await libpod.json<{ Id: string }>('POST', `/containers/${containerId}/exec`, {
    body: {
      Cmd: options.command,
      AttachStdin: options.stdin,
      AttachStdout: options.stdout,
      AttachStderr: options.stderr,
      Tty: options.tty,
    },
  })
  const { socket, head } = await libpod.hijack(`/exec/${Id}/start`, { body: { Detach: false, Tty: options.tty } })
  return {
    io: socket,
    output: output(socket, head, options.tty),
    resize: async (columns, rows) => {
      await libpod.json('POST', `/exec/${Id}/resize`, { query: { h: rows, w: columns } })
    },
    exitCode: async () => (await libpod.json<{ ExitCode: number }>('GET', `/exec/${Id}/json`)).ExitCode,
  }
}

/** Joins the streams of a container's own process. */
export async function podmanAttach(libpod: Libpod, containerId: string, options: ExecOptions): Promise<ExecSession> {
  const { socket, head } = await libpod.hijack(`/containers/${containerId}/attach`, {
    query: { stream: true, stdin: options.stdin, stdout: options.stdout, stderr: options.stderr },
  })
  return {
    io: socket,
    output: output(socket, head, options.tty),
    resize: async (columns, rows) => {
      await libpod.json('POST', `/containers/${containerId}/resize`, { query: { h: rows, w: columns } })
    },
    exitCode: async () => 0,
  }
}

function output(socket: Duplex, head: Buffer, tty: boolean) {
  if (head.length > 0) socket.unshift(head)
  // The reader may come later than an error of the connection, which it then sees as the end.
  socket.on('error', () => {})
  return tty ? plain(socket) : demux(socket)
}
