import { once } from 'node:events'
import { request } from 'node:https'
import { createInterface } from 'node:readline'
import { openConnection } from '../consistency/load/connection.ts'
import { apiOnly } from '../consistency/load/disturbed-server.ts'
import { pathOf, perform, versionOf } from '../consistency/load/perform.ts'
import { type Coracle, startCoracle } from '../harness/coracle.ts'
import { administratorOf } from '../harness/request.ts'
import type { Event, Target } from './target.ts'

/** The server as a user starts it. It is started when this resolves. `killed` happens whenever it was killed. */
export async function serverTarget(dataDir: string, killed: () => Promise<void> = async () => {}): Promise<Target> {
  const coracle = await startCoracle(apiOnly, { dataDir })
  return {
    start: () => coracle.start(),
    kill: async () => {
      await coracle.stop('SIGKILL')
      await killed()
    },
    connect: () => {
      const connection = openConnection(coracle)
      return { perform: (key, action) => perform(connection, key, action), close: connection.close }
    },
    list: async () => {
      const connection = openConnection(coracle)
      const answer = await perform(connection, 'default', { verb: 'list' })
      connection.close()
      if (typeof answer !== 'object' || answer.outcome !== 'listed') throw new Error('the server did not list')
      return { revision: answer.revision, objects: answer.items }
    },
    watch: (after, tell, signal) => watch(coracle, after, tell, signal),
    close: () => coracle.close(),
  }
}

async function watch(
  coracle: Coracle, after: number, tell: (event: Event) => void, signal: AbortSignal,
): Promise<void> {
  const path = `${pathOf('default')}?watch=true&resourceVersion=${after}`
  const { port } = coracle
  const asked = request({ host: '127.0.0.1', port, path, agent: false, ...administratorOf(coracle), signal })
  asked.end()
  try {
    const [response] = await once(asked, 'response')
    for await (const line of createInterface({ input: response })) tell(eventOf(JSON.parse(line)))
  } catch {
    // The connection went with the server, or is no longer wanted; what was told until then was told.
  }
}

function eventOf({ type, object }: any): Event {
  if (type === 'ERROR') throw new Error(`the watch failed: ${object.message}`)
  const { namespace, name } = object.metadata
  return { type: type === 'DELETED' ? 'delete' : 'put', key: `${namespace}/${name}`, version: versionOf(object) }
}
