import type { ExecSession } from '../../runtimes/runtime.ts'
import type { StartSession } from '../kubelet-api.ts'
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

/** How long the first size of a terminal is waited for: without it, what is quick draws for a terminal of no size. */
const firstSizeMilliseconds = 200

/** Joins a client to a session until either ends, and tells the client how it went. Never rejects. */
export async function serveCommand(
  client: CommandClient, start: StartSession, kind: CommandKind & { tty: boolean },
): Promise<void> {
  const sizes = createSizes(client)
  let session: ExecSession
  try {
    session = await start(kind.tty ? await sizes.first() : undefined)
  } catch (error) {
    await client.finish(failure(kind, error))
    return
  }
  const leave = (): void => void session.io.destroy()
  client.signal.addEventListener('abort', leave, { once: true })
  if (client.signal.aborted) leave()
  sizes.handTo(createResizer(session))
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

const failure = ({ failure: what }: CommandKind, error: unknown): Outcome =>
  failedStatus(`${what}: ${(error as Error).message}`)

/** The last size that the client told, and then each as it comes. */
function createSizes({ onResize, signal }: CommandClient) {
  const known = Promise.withResolvers<void>()
  let last: TerminalSize | undefined
  let listener = (_size: TerminalSize): void => {}
  onResize((size) => {
    last = size
    known.resolve()
    listener(size)
  })
  return {
    async first(): Promise<TerminalSize | undefined> {
      const late = setTimeout(known.resolve, firstSizeMilliseconds)
      signal.addEventListener('abort', () => known.resolve(), { once: true })
      await known.promise
      clearTimeout(late)
      return last
    },
    handTo(next: (size: TerminalSize) => void): void {
      listener = next
      if (last) next(last)
    },
  }
}

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
