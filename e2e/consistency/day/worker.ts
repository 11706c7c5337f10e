import { setTimeout as wait } from 'node:timers/promises'
import { type Connection, openConnection, type ServerAddress } from '../load/connection.ts'
import type { Random } from '../load/random.ts'

/** What all workers share. */
export interface Shift {
  server: ServerAddress
  random: Random
  signal: AbortSignal
  tally: Tally
}

/** How often what was asked for, and how often something else than hoped came back: by name. */
export interface Tally {
  done: Map<string, number>
  failed: Map<string, number>
}

/** Sends as one client, and counts. `expected` are statuses besides 2xx that chance may bring. Gives the body. */
export type Send = (
  name: string,
  request: { method?: string; path: string; body?: object; contentType?: string; expected?: readonly number[] },
) => Promise<any>

/** Does something again and again, `perSecond` times on average, with a connection of its own. */
export async function work(
  shift: Shift,
  perSecond: number,
  step: (send: Send, number: number) => Promise<void>,
): Promise<void> {
  const connection = openConnection(shift.server)
  const send = sendOver(connection, shift.tally)
  try {
    for (let number = 0; !shift.signal.aborted; number++) {
      const started = performance.now()
      await step(send, number)
      const pause = (2 * shift.random.next() * 1000) / perSecond - (performance.now() - started)
      await wait(Math.max(0, pause), undefined, { signal: shift.signal }).catch(() => {})
    }
  } finally {
    connection.close()
  }
}

function sendOver(connection: Connection, { done, failed }: Tally): Send {
  return async (name, { method = 'GET', path, body, contentType, expected = [] }) => {
    const reply = await connection.send(method, path, body, contentType)
    add(done, name)
    if (typeof reply === 'string') add(failed, `${name}: ${reply}`)
    else if (reply.status >= 300 && !expected.includes(reply.status))
      add(failed, `${name}: ${reply.status} ${reply.body?.message}`.slice(0, 160))
    return typeof reply === 'string' ? undefined : reply.body
  }
}

/** Counts one more. */
export function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
