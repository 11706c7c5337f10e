import type { WebSocket } from 'ws'

import type { Status } from '../../apimachinery/api-error.ts'
import type { ExecSession } from '../runtimes/runtime.ts'

/** The subprotocols for exec and attach, the best first; upstream: remotecommand's WebSocket protocols. */
export const execProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'] as const

/** The first byte of each message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** What must not pile up for a client that does not read. */
const highWater = 1024 * 1024

type Outcome = Omit<Status, 'kind' | 'apiVersion' | 'code'> & { code?: number }

/** The Status on the error channel for a process that ended. Upstream: NewNonZeroExitCodeError. */
export function exitStatus(exitCode: number): Outcome {
  if (exitCode === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}

/** The Status for a command that did not run. */
export function failedStatus(message: string): Outcome {
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  }
}

/** Joins a WebSocket to a session until either ends, and says on the error channel how it went. */
export async function serveSession(
  socket: WebSocket,
  open: () => Promise<ExecSession>,
  { exitCodes }: { exitCodes: boolean },
): Promise<void> {
  const early: Buffer[] = []
  let receive = (message: Buffer): void => void early.push(message)
  socket.on('message', (message: Buffer) => receive(Buffer.isBuffer(message) ? message : Buffer.from(message as ArrayBuffer)))
  socket.on('error', () => {})
  let session: ExecSession
  try {
    session = await open()
  } catch (error) {
    await send(socket, channels.error, Buffer.from(JSON.stringify(failedStatus((error as Error).message))))
    socket.close(1000)
    return
  }
  socket.on('close', () => session.io.destroy())
  receive = (message) => handleMessage(message, session)
  for (const message of early) receive(message)
  // Says that the streams are joined.
  await send(socket, channels.stdout, Buffer.alloc(0))
  const status = await pump(socket, session, exitCodes)
  await send(socket, channels.error, Buffer.from(JSON.stringify(status)))
  socket.close(1000)
  session.io.destroy()
}

async function pump(socket: WebSocket, session: ExecSession, exitCodes: boolean): Promise<Outcome> {
  try {
    for await (const { stream, data } of session.output) await send(socket, channels[stream], data)
    return exitCodes ? exitStatus(await session.exitCode()) : exitStatus(0)
  } catch (error) {
    return failedStatus((error as Error).message)
  }
}

function handleMessage(message: Buffer, session: ExecSession): void {
  const body = message.subarray(1)
  switch (message[0]) {
    case channels.stdin:
      if (session.io.writable) session.io.write(body)
      return
    case channels.resize:
      resize(body, session)
      return
    case channels.close:
      if (body[0] === channels.stdin) session.io.end()
      return
    default:
      return
  }
}

function resize(body: Buffer, session: ExecSession): void {
  try {
    const { Width, Height } = JSON.parse(body.toString()) as { Width: number; Height: number }
    // A terminal that is gone needs no size.
    session.resize(Width, Height).catch(() => {})
  } catch {
    // No size: nothing to do.
  }
}

/** Waits while the client does not read, so that the process is held up and not our memory filled. */
async function send(socket: WebSocket, channel: number, data: Buffer): Promise<void> {
  if (socket.readyState !== socket.OPEN) return
  const sent = new Promise<void>((resolve) => {
    socket.send(Buffer.concat([Buffer.from([channel]), data]), { binary: true }, () => resolve())
  })
  if (socket.bufferedAmount > highWater) await sent
}
