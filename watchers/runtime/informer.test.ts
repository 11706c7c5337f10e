import { expect } from 'chai'
import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeClient } from './fake-client.ts'
import { fakeClock } from './fake-clock.ts'
import { Informer } from './informer.ts'
import { resources } from './resources.ts'
import { settled } from './settled.ts'

const configMap = (name: string, data = {}): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data })

describe('informer', () => {
  let stop: AbortController
  beforeEach(() => { stop = new AbortController() })
  afterEach(() => stop.abort())

  /** An informer of config maps and what its handler was told. */
  const follow = async () => {
    const clock = fakeClock()
    const client = fakeClient({ clock })
    const informer = new Informer({ client, ref: resources.configMaps, log: silentLogger, clock })
    const told: string[] = []
    informer.subscribe({
      added: ({ metadata }) => told.push(`added ${metadata.name}`),
      updated: (old, object) => told.push(`updated ${object.metadata.name} ${old['data'].v}-${object['data'].v}`),
      deleted: ({ metadata }) => told.push(`deleted ${metadata.name}`),
    })
    client.seed('configmaps', configMap('a', { v: 1 }))
    void informer.run(stop.signal)
    await settled()
    return { clock, client, informer, told }
  }
  type Followed = Awaited<ReturnType<typeof follow>>
  const change = ({ client }: Followed, name: string, data: object) =>
    client.update({ ...resources.configMaps, namespace: 'default' }, {
      ...client.find('configmaps', `default/${name}`), data,
    })
  /** Lets the longest backoff pass. */
  const wait = async ({ clock }: Followed) => {
    for (let times = 0; times < 2; times += 1) {
      await settled()
      clock.advance(40_000)
    }
    await settled()
  }

  it('tells of what is there, and then of every change', async () => {
    const followed = await follow()
    followed.client.seed('configmaps', configMap('b'))
    await change(followed, 'a', { v: 2 })
    await followed.client.delete({ ...resources.configMaps, namespace: 'default' }, 'b')
    expect(followed.told).to.deep.equal(['added a', 'added b', 'updated a 1-2', 'deleted b'])
    expect(followed.informer.lister.list().map(({ metadata }) => metadata.name)).to.deep.equal(['a'])
  })

  it('tells a handler that comes late of everything', async () => {
    const { informer } = await follow()
    const late: string[] = []
    informer.subscribe({ added: ({ metadata }) => late.push(metadata.name!) })
    expect(late).to.deep.equal(['a'])
  })

  it('goes on where it was after a broken connection', async () => {
    const followed = await follow()
    followed.client.cutWatches(new Error('ECONNRESET'))
    followed.client.seed('configmaps', configMap('b'))
    await wait(followed)
    expect(followed.told).to.deep.equal(['added a', 'added b'])
  })

  it('goes on while the server cannot be reached for long', async () => {
    const followed = await follow()
    followed.client.refuse = () => new Error('ECONNREFUSED')
    followed.client.cutWatches(new Error('ECONNRESET'))
    for (let i = 0; i < 5; i += 1) await wait(followed)
    followed.client.refuse = undefined
    followed.client.seed('configmaps', configMap('b'))
    await wait(followed)
    expect(followed.told).to.deep.equal(['added a', 'added b'])
  })

  it('lists anew after a 410, and tells of what it missed', async () => {
    const followed = await follow()
    const { client, told } = followed
    client.cutWatches(new Error('ECONNRESET'))
    client.seed('configmaps', configMap('b'))
    await change(followed, 'a', { v: 2 })
    client.compact()
    await wait(followed)
    expect(told).to.deep.equal(['added a', 'updated a 1-2', 'added b'])
  })

  it('tells of what was deleted, and of what was created again, while it was away', async () => {
    const followed = await follow()
    const { client, told } = followed
    client.seed('configmaps', configMap('b'))
    client.cutWatches(new Error('ECONNRESET'))
    await client.delete({ ...resources.configMaps, namespace: 'default' }, 'a')
    await client.delete({ ...resources.configMaps, namespace: 'default' }, 'b')
    client.seed('configmaps', configMap('b'))
    client.compact()
    await wait(followed)
    expect(told).to.deep.equal(['added a', 'added b', 'deleted a', 'deleted b', 'added b'])
  })

  it('goes on from a bookmark', async () => {
    const followed = await follow()
    const { client, told } = followed
    client.seed('secrets', configMap('elsewhere'))
    client.emit('configmaps', { type: 'BOOKMARK', object: { metadata: { resourceVersion: '2' } } })
    client.compact()
    client.cutWatches()
    await wait(followed)
    client.seed('configmaps', configMap('b'))
    expect(told).to.deep.equal(['added a', 'added b'])
    expect(client.requests.filter(({ verb }) => verb === 'list')).to.deep.equal([])
  })

  it('notices a server that has come back with other data', async () => {
    const followed = await follow()
    const { client, told } = followed
    for (const name of ['b', 'c', 'd']) client.seed('configmaps', configMap(name))
    client.wipe()
    client.seed('configmaps', configMap('other'))
    client.cutWatches(new Error('ECONNRESET'))
    await wait(followed)
    expect(told.slice(4)).to.deep.equal(['deleted a', 'deleted b', 'deleted c', 'deleted d', 'added other'])
  })

  it('lists anew when the server sends what cannot be read', async () => {
    const followed = await follow()
    const { client, told } = followed
    client.emit('configmaps', { type: 'NONSENSE' as any, object: { metadata: { resourceVersion: '9' } } })
    client.seed('configmaps', configMap('b'))
    await wait(followed)
    client.emit('configmaps', { type: 'ADDED', object: {} })
    client.seed('configmaps', configMap('c'))
    await wait(followed)
    expect(told).to.deep.equal(['added a', 'added b', 'added c'])
  })

  it('does not ask without end when every watch ends at once', async () => {
    const followed = await follow()
    let asked = 0
    followed.client.watch = async () => { asked += 1 }
    followed.client.cutWatches()
    await settled()
    expect(asked).to.be.at.most(1)
    for (let i = 0; i < 3; i += 1) await wait(followed)
    expect(asked).to.be.at.most(8)
  })

  it('gives up a peer that has vanished without a word', async () => {
    const followed = await follow()
    const { client, clock } = followed
    let signal: AbortSignal | undefined
    client.watch = (_ref, _query, _onEvent, given) => {
      signal = given
      return new Promise((resolve) => { given.addEventListener('abort', () => resolve()) })
    }
    client.cutWatches()
    await wait(followed)
    expect(signal?.aborted).to.equal(false)
    clock.advance(700_000)
    expect(signal?.aborted).to.equal(true)
  })
})
