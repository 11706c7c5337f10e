import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import type { AttachOptions, ExecOptions, ExecSession, LogChunk } from '../runtime.ts'
import { demux, plain } from './demux.ts'
import type { Libpod } from './libpod.ts'
import type { SharedAttaches } from './shared-attach.ts'

/**
 * Podman leaves a session when it reads these keys, and holds each back until the next one comes. None is Kubernetes'
 * way, but podman has a default for execs that cannot be turned off: so a sequence that nobody types.
 */
const detachKeys = Array.from({ length: 16 }, () => 'ctrl-@').join(',')

/** A new terminal cannot be given a size until its process has it. */
const resizeAttempts = 20
const resizeMilliseconds = 50

interface InspectedExec { ExitCode: number; Running: boolean; Pid: number }

/** Starts a command in a container and joins its streams. A session that is left early takes its process with it. */
export async function podmanExec(libpod: Libpod, containerId: string, options: ExecOptions): Promise<ExecSession> {
  const { Id } = await libpod.json<{ Id: string }>('POST', `/containers/${containerId}/exec`, {
    body: {
      Cmd: options.command,
      AttachStdin: options.stdin,
      AttachStdout: options.stdout,
      AttachStderr: options.stderr,
      Tty: options.tty,
      DetachKeys: detachKeys,
    },
  })
  const inspect = () => libpod.json<InspectedExec>('GET', `/exec/${Id}/json`)
  const { socket, head } = await libpod.hijack(`/exec/${Id}/start`, {
    body: {
      Detach: false, Tty: options.tty, ...(options.size ? { h: options.size.rows, w: options.size.columns } : {}),
    },
  })
  // Podman closes when the process has ended; whoever closes before has lost interest.
  let ended = false
  socket.once('end', () => (ended = true))
  socket.once('close', () => {
    if (!ended) void inspect().then(kill, () => {})
  })
  return {
    io: socket,
    output: throwingFailure(output(socket, head, options.tty)),
    resize: (columns, rows) =>
      resize(() => libpod.json('POST', `/exec/${Id}/resize`, { query: { h: rows, w: columns } })),
    exitCode: async () => (await inspect()).ExitCode,
  }
}

/** The id is asked for at once before, so that it is still the process's own. */
function kill({ Running, Pid }: InspectedExec): void {
  if (!Running || Pid <= 1) return
  try {
    process.kill(Pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function resize(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = resizeAttempts; ; left -= 1) {
    try {
      await attempt()
      return
    } catch (error) {
      if (left === 0) throw error
      await sleep(resizeMilliseconds)
    }
  }
}

/** Podman has no other way than the process's own output to say that there is no process. */
const failureLine =
  /^Error: (.*OCI runtime attempted to invoke a command that was not found|.*OCI permission denied)\r?\n/

async function* throwingFailure(chunks: AsyncIterable<LogChunk>): AsyncGenerator<LogChunk> {
  let first = true
  for await (const chunk of chunks) {
    const failure = first ? failureLine.exec(chunk.data.toString('utf8', 0, 4096)) : null
    if (failure) throw new Error(failure[1])
    first = false
    yield chunk
  }
}

/** Joins the streams of a container's own process. */
export async function podmanAttach(
  { libpod, shared }: { libpod: Libpod; shared: SharedAttaches }, containerId: string, options: AttachOptions,
): Promise<ExecSession> {
  const rest: Pick<ExecSession, 'resize' | 'exitCode'> = {
    resize: async (columns, rows) => {
      await libpod.json('POST', `/containers/${containerId}/resize`, { query: { h: rows, w: columns } })
    },
    exitCode: async () => 0,
  }
  // A terminal stays open anyway.
  if (options.sharedStdin && !options.tty) return { ...(await shared.open(containerId)), ...rest }
  const { socket, head } = await libpod.hijack(`/containers/${containerId}/attach`, {
    query: { stream: true, stdin: options.stdin, stdout: options.stdout, stderr: options.stderr, detachKeys: '' },
  })
  return { io: socket, output: output(socket, head, options.tty), ...rest }
}

function output(socket: Duplex, head: Buffer, tty: boolean) {
  if (head.length > 0) socket.unshift(head)
  // The reader may come later than an error of the connection, which it then sees as the end.
  socket.on('error', () => {})
  return tty ? plain(socket) : demux(socket)
}
