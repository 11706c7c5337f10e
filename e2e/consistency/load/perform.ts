import type { Connection, Reply } from './connection.ts'
import type { Action, Answer, Version } from './operation.ts'

const refusals: Record<string, 'exists' | 'missing' | 'conflict'> = {
  AlreadyExists: 'exists',
  NotFound: 'missing',
  Conflict: 'conflict',
}

/** Big enough that one is not written or sent in one piece by chance. */
const padding = 'x'.repeat(1500)

/** Where an object or, by its namespace alone, a collection is. */
export function pathOf(key: string): string {
  const [namespace, name] = key.split('/')
  return `/api/v1/namespaces/${namespace}/configmaps${name === undefined ? '' : `/${name}`}`
}

/**
 * Does one thing to the API. `unsent` means that it was not done; undefined that nobody knows.
 * Throws when the answer is none that is possible.
 */
export async function perform(
  connection: Connection,
  key: string,
  action: Action,
): Promise<Answer | 'unsent' | undefined> {
  const reply =
    action.verb === 'list' ? await listPages(connection, key, action.limit) : await ask(connection, key, action)
  if (reply === 'unsent') return reply
  if (reply === 'lost') return undefined
  const { status, body } = reply
  if (status < 300) return answerOf(action, body)
  const outcome = refusals[body.reason]
  if (outcome === undefined)
    throw new Error(`cannot ${action.verb} ${key}: the server answered ${status}: ${body.message}`)
  return { outcome }
}

/** All pages as one list: they are of one revision. Lost when the server no longer has that. */
async function listPages(connection: Connection, key: string, limit: number | undefined): Promise<Reply> {
  const path = pathOf(key)
  let reply = await connection.send('GET', limit === undefined ? path : `${path}?limit=${limit}`)
  const pages: any[] = []
  while (typeof reply !== 'string' && reply.status === 200) {
    pages.push(reply.body)
    const { continue: token, resourceVersion } = reply.body.metadata
    if (resourceVersion !== pages[0].metadata.resourceVersion)
      throw new Error(`${key} is listed at ${pages[0].metadata.resourceVersion}, and goes on at ${resourceVersion}`)
    if (!token) return { status: 200, body: { ...pages[0], items: pages.flatMap(({ items }) => items) } }
    reply = await connection.send('GET', `${path}?limit=${limit}&continue=${token}`)
  }
  return typeof reply !== 'string' && reply.status === 410 && pages.length > 0 ? 'lost' : reply
}

function ask(connection: Connection, key: string, action: Action): Promise<Reply> {
  const path = pathOf(key)
  switch (action.verb) {
    case 'create':
      return connection.send('POST', pathOf(key.split('/')[0]!), objectOf(key, action))
    case 'replace':
      return connection.send('PUT', path, objectOf(key, action, action.expected))
    case 'patch': {
      const {
        metadata: { labels, annotations },
        data,
      } = objectOf(key, action)
      return connection.send('PATCH', path, { metadata: { labels, annotations }, data }, 'application/merge-patch+json')
    }
    case 'delete':
      return connection.send(
        'DELETE',
        path,
        action.expected === undefined ? undefined : { preconditions: { resourceVersion: String(action.expected) } },
      )
    default:
      return connection.send('GET', path)
  }
}

/** The write's name is in three places, so that half a write can be told. */
function objectOf(key: string, { write, color }: { write: string; color: string }, expected?: number) {
  const resourceVersion = expected === undefined ? {} : { resourceVersion: String(expected) }
  const metadata = { name: key.split('/')[1]!, labels: { color, write }, annotations: { write }, ...resourceVersion }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { write, padding } }
}

function answerOf({ verb }: Action, body: any): Answer {
  if (verb === 'delete') return { outcome: 'deleted' }
  if (verb === 'get') return { outcome: 'found', version: versionOf(body) }
  if (verb !== 'list') return { outcome: 'written', revision: versionOf(body).revision }
  const items: [string, Version][] = body.items.map((item: any) => [
    `${item.metadata.namespace}/${item.metadata.name}`,
    versionOf(item),
  ])
  return { outcome: 'listed', revision: Number(body.metadata.resourceVersion), items: new Map(items) }
}

/** Which write made an object. Throws when parts of it are of different ones. */
export function versionOf({ metadata, data }: any): Version {
  const { write } = metadata.annotations
  if (metadata.labels.write !== write || (data !== undefined && (data.write !== write || data.padding !== padding))) {
    throw new Error(
      `${metadata.name} at ${metadata.resourceVersion} is half of one write and half of another: `
        + JSON.stringify({ metadata, data }),
    )
  }
  return { write, revision: Number(metadata.resourceVersion) }
}
