import { request } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { administratorOf } from '../../harness/request.ts'
import { linesOf } from '../load/lines.ts'
import { add, type Shift } from './worker.ts'

/** Watches again and again until the shift is over; a watch lasts from a second to two minutes. */
export async function follow(
  { server, random, signal, tally }: Shift,
  path: string,
  onEvent: (type: string, object: any) => void = () => {},
): Promise<void> {
  const administrator = administratorOf(server)
  while (!signal.aborted) {
    const seconds = 1 + random.below(120)
    await new Promise<void>((resolve) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: server.port,
          path: `${path}&timeoutSeconds=${seconds}`,
          agent: false,
          ...administrator,
          signal,
        },
        async (response) => {
          add(tally.done, 'watch')
          if (response.statusCode !== 200) add(tally.failed, `watch: ${response.statusCode}`)
          response.on('error', () => {})
          try {
            for await (const line of linesOf(response)) {
              add(tally.done, 'event')
              const { type, object } = JSON.parse(line)
              onEvent(type, object)
            }
          } catch {
            // It broke, as watches do.
          }
          resolve()
        },
      )
      asked.on('error', () => resolve())
      asked.end()
    })
    // Whoever is refused is not to ask without end.
    await wait(100, undefined, { signal }).catch(() => {})
  }
}
