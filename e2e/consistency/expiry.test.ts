import {
  CoreV1Api,
  type Informer,
  KubeConfig,
  makeInformer,
  type ObjectCache,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node'
import { expect } from 'chai'
import { until } from '../harness/until.ts'
import { type ForgetfulServer, prepareForgetfulServer } from './expiry/forgetful-server.ts'
import { type Connection, openConnection } from './load/connection.ts'

const configMaps = '/api/v1/namespaces/default/configmaps'
const keptEvents = 50
const manyWrites = 3 * keptEvents

describe('what is older than the history', function () {
  this.timeout(60_000)
  let server: ForgetfulServer
  let connection: Connection
  let elsewhere: Connection
  /** From before nearly all writes. */
  let old: { revision: string; token: string }
  let informer: Informer<V1ConfigMap> & ObjectCache<V1ConfigMap>
  const told: string[] = []

  before(async () => {
    server = await prepareForgetfulServer(keptEvents)
    await server.start()
    connection = openConnection(server)
    for (const name of ['a', 'b', 'c', 'gone']) await create(connection, name)
    const { body } = await ask(connection, `${configMaps}?limit=2`)
    old = { revision: body.metadata.resourceVersion, token: body.metadata.continue }
    informer = startInformer(server.kubeconfig, told)
    await until(async () => informer.list().length >= 4)
    // The informer does not find the server while all this happens.
    await server.stop()
    elsewhere = openConnection({ ...server, port: await server.startElsewhere() })
    await elsewhere.send('DELETE', `${configMaps}/gone`)
    await create(elsewhere, 'd')
    for (let number = 0; number < manyWrites; number++) {
      await elsewhere.send(
        'PATCH',
        `${configMaps}/a`,
        { data: { number: String(number) } },
        'application/merge-patch+json',
      )
    }
    await server.stop()
    await server.start()
  })

  after(async () => {
    await informer?.stop()
    connection?.close()
    elsewhere?.close()
    await server?.close()
  })

  it('is refused to a watch by an ERROR event that says 410 Expired', async () => {
    const { status, body } = await ask(connection, `${configMaps}?watch=1&resourceVersion=${old.revision}`)
    expect([status, body.type]).to.deep.equal([200, 'ERROR'])
    expect(body.object).to.include({ kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 })
    expect(body.object.message).to.match(new RegExp(`^too old resource version: ${old.revision} \\(\\d+\\)$`))
  })

  it('is refused to a continued list with 410, and a token by which the list goes on as it is now', async () => {
    const { status, body } = await ask(connection, `${configMaps}?limit=2&continue=${old.token}`)
    expect([status, body.reason]).to.deep.equal([410, 'Expired'])
    expect(body.message).to.match(
      /^The provided continue parameter is too old to display a consistent list result\. .* may show up in the list\.$/,
    )
    const rest = await ask(connection, `${configMaps}?continue=${body.metadata.continue}`)
    expect(rest.body.items.map(({ metadata }: any) => metadata.name)).to.deep.equal(['c', 'd'])
  })

  it('is refused to a list at exactly that version', async () => {
    const { status, body } = await ask(
      connection,
      `${configMaps}?resourceVersion=${old.revision}&resourceVersionMatch=Exact`,
    )
    expect([status, body.reason, body.message]).to.deep.equal([
      410,
      'Expired',
      'The resourceVersion for the provided list is too old.',
    ])
  })

  it('is no hindrance to a watch from a version within the history, over a restart', async () => {
    const { body } = await ask(connection, `${configMaps}/a`)
    const newest = Number(body.metadata.resourceVersion)
    const events = await watchUntil(server, newest - 10, newest)
    expect(events).to.deep.equal(Array.from({ length: 10 }, (_, index) => newest - 9 + index))
  })

  it('makes an informer list anew, which tells of what it missed', async () => {
    await until(async () => informer.get('d', 'default') !== undefined && informer.get('gone', 'default') === undefined)
    expect(informer.get('a', 'default')?.data).to.deep.equal({ number: String(manyWrites - 1) })
    expect(told).to.include.members(['add d', 'delete gone', 'update a'])
    await create(connection, 'e')
    await until(async () => informer.get('e', 'default') !== undefined)
  })
})

async function create(connection: Connection, name: string): Promise<void> {
  const reply = await connection.send('POST', configMaps, { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name } })
  if (typeof reply === 'string' || reply.status !== 201)
    throw new Error(`cannot create ${name}: ${JSON.stringify(reply)}`)
}

async function ask(connection: Connection, path: string): Promise<{ status: number; body: any }> {
  const reply = await connection.send('GET', path)
  if (typeof reply === 'string') throw new Error(`cannot get ${path}: the request was ${reply}`)
  return reply
}

/** As programs do: what fails is tried again. */
function startInformer(kubeconfig: string, told: string[]): Informer<V1ConfigMap> & ObjectCache<V1ConfigMap> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const api = config.makeApiClient(CoreV1Api)
  const informer = makeInformer<V1ConfigMap>(config, configMaps, () =>
    api.listNamespacedConfigMap({ namespace: 'default' }),
  )
  for (const verb of ['add', 'update', 'delete'] as const)
    informer.on(verb, ({ metadata }) => told.push(`${verb} ${metadata?.name}`))
  informer.on('error', () => setTimeout(() => void informer.start(), 100).unref())
  void informer.start()
  return informer
}

/** The revisions that a watch from `after` is told of, up to `last`. */
async function watchUntil(server: ForgetfulServer, after: number, last: number): Promise<number[]> {
  const config = new KubeConfig()
  config.loadFromFile(server.kubeconfig)
  const seen: number[] = []
  await new Promise<void>((resolve, reject) => {
    const watching = new Watch(config).watch(
      configMaps,
      { resourceVersion: String(after) },
      (_, { metadata }) => {
        if (seen.push(Number(metadata.resourceVersion)) && seen.at(-1)! >= last)
          void watching.then((controller) => controller.abort()).then(resolve)
      },
      (error) => (error?.name === 'AbortError' ? resolve() : reject(error)),
    )
    watching.catch(reject)
  })
  return seen
}
