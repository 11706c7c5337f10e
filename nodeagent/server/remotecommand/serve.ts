import type { ExecSession } from '../../runtimes/runtime.ts'
import type { CommandClient, TerminalSize } from './client.ts'
import { exitStatus, failedStatus } from './status.ts'
import type { Outcome } from './status.ts'

/** How a kind of session is spoken of. */
export interface CommandKind {
  /** Whether the end of the session is the end of a process of its own. */
  exitCodes: boolean
  /** Before the reason why it failed. */
  failure: string
}

export const execKind: CommandKind = { exitCodes: true, failure: 'error executing command in container' }
export const attachKind: CommandKind = { exitCodes: false, failure: 'error attaching to container' }

/** Joins a client to a session until either ends, and tells the client how it went. Never rejects. */
export async function serveCommand(client: CommandClient, open: () => Promise<ExecSession>, kind: CommandKind): Promise<void> {
  let size: TerminalSize | null = null
  let resized = (next: TerminalSize): void => void (size = next)
  client.onResize((next) => resized(next))
  let session: ExecSession
  try {
    session = await open()
  } catch (error) {
    await client.finish(failure(kind, error))
    return
  }
  const leave = (): void => void session.io.destroy()
  client.signal.addEventListener('abort', leave, { once: true })
  if (client.signal.aborted) leave()
  resized = createResizer(session)
  if (size !== null) resized(size)
  // Its end closes the process's standard input.
  client.stdin?.pipe(session.io)
  const outcome = await pump(client, session, kind)
  client.stdin?.unpipe(session.io)
  client.stdin?.resume()
  await client.finish(outcome)
  client.signal.removeEventListener('abort', leave)
  leave()
}

async function pump(client: CommandClient, session: ExecSession, kind: CommandKind): Promise<Outcome> {
  try {
    for await (const { stream, data } of session.output) await client.send(stream, data)
    return exitStatus(kind.exitCodes ? await session.exitCode() : 0)
  } catch (error) {
    return failure(kind, error)
  }
}

const failure = ({ failure: what }: CommandKind, error: unknown): Outcome => failedStatus(`${what}: ${(error as Error).message}`)

/** One change at a time, and of those that come meanwhile the last. */
function createResizer(session: ExecSession): (size: TerminalSize) => void {
  let next: TerminalSize | null = null
  let busy = false
  const work = async (): Promise<void> => {
    busy = true
    for (let size = next; size !== null; size = next) {
      next = null
      // A terminal that is gone needs no size.
      await session.resize(size.columns, size.rows).catch(() => {})
    }
    busy = false
  }
  return (size) => {
    next = size
    if (!busy) void work()
  }
}
