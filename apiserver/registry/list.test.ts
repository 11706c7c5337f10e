import { expect } from 'chai'
import fc from 'fast-check'
import type { ApiError } from '../../apimachinery/api-error.ts'
import type { MemoryStore } from '../storage/memory/memory-store.ts'
import { decodeContinue, encodeContinue } from './continue-token.ts'
import { deleteObject } from './delete.ts'
import { listObjects, type Page } from './list.ts'
import { parseListOptions } from './list-options.ts'
import type { Resource } from './resource.ts'
import { configMaps, request, stored } from './test-registry.ts'
import { watchObjects, type WatchEvent } from './watch.ts'

const never = new AbortController().signal
const list = (resource: Resource, query: string): Promise<Page> =>
  listObjects(resource, 'default', parseListOptions(new URLSearchParams(query), false), never)
const names = ({ items }: Page): string[] =>
  items.map(({ object }) => `${object.metadata.name}@${object.metadata.resourceVersion}`)

async function write(resource: Resource, name: string): Promise<void> {
  if (resource.cache.get(`/registry/configmaps/default/${name}`)) {
    await deleteObject(resource, name, {}, request({ verb: 'delete' }))
  }
  else await stored(resource, name)
}

describe('a continue token', () => {
  it('reads back as it was written', () => {
    fc.assert(fc.property(
      fc.stringMatching(/^[a-z0-9.-]{1,20}$/), fc.integer({ min: 1, max: 2 ** 40 }), (name, revision) => {
        fc.pre(name !== '.' && name !== '..')
        const token = encodeContinue(`/registry/configmaps/default/${name}`, '/registry/configmaps/', revision)
        expect(decodeContinue(token)).to.deep.equal({ start: `default/${name}\u0000`, revision })
      },
    ))
  })

  it('is refused when it leads out of its collection', () => {
    for (const start of ['../x', 'a/../../b', '/.', 'a//b']) {
      const token = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start })).toString('base64url')
      expect(() => decodeContinue(token), start).to.throw('invalid continue token')
    }
  })
})

describe('list', () => {
  it('shows by pages what was there at one revision, while others write', () => fc.assert(fc.asyncProperty(
    fc.array(fc.nat(12), { maxLength: 30 }), fc.array(fc.nat(12), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }),
    async (before, during, limit) => {
      const resource = await configMaps()
      for (const n of before) await write(resource, `c${n}`)
      const whole = await list(resource, '')
      const listed: string[] = []
      let page = await list(resource, `limit=${limit}`)
      for (const n of [...during, ...Array.from({ length: 20 }, () => 0)]) {
        listed.push(...names(page))
        expect(page.revision).to.equal(whole.revision)
        if (page.continueToken === '') break
        await write(resource, `c${n}`)
        page = await list(resource, `limit=${limit}&continue=${page.continueToken}`)
      }
      expect(listed).to.deep.equal(names(whole))
    },
  ), { numRuns: 40 }))

  it('is one state though others write while it is made', async () => {
    const resource = await configMaps()
    const count = 600
    for (let at = 0; at < count; at++) await stored(resource, `c${at}`)
    const queries = [
      ['', count], ['labelSelector=!a', count], ['labelSelector=a', 0], ['limit=500&labelSelector=!a', 500],
    ] as const
    for (const [query, found] of queries) {
      const listing = list(resource, query)
      // The list has its state, and waits for a turn to go through it.
      await Promise.resolve()
      await write(resource, `new-${found}${query.length}`)
      const page = await listing
      expect(page.items.length).to.be.at.least(found)
      expect(page.items.every((item) => item.revision <= page.revision)).to.equal(true)
      const exact = `resourceVersion=${page.revision}&resourceVersionMatch=Exact`
      const whole = await list(resource, query === '' ? exact : `${exact}&${query}`)
      expect(names(page)).to.deep.equal(names(whole))
    }
  })

  it('says how many are left, unless it selects', async () => {
    const resource = await configMaps()
    for (const name of ['a', 'b', 'c']) await stored(resource, name, {}, { labels: { x: name } })
    expect((await list(resource, 'limit=1')).remaining).to.equal(2)
    expect(await list(resource, 'limit=1&labelSelector=x')).to.include({ remaining: undefined })
    expect((await list(resource, 'fieldSelector=metadata.name%3Db')).items.map(({ key }) => key))
      .to.deep.equal(['/registry/configmaps/default/b'])
  })

  it('lets a token expire with the history, though nothing of the kind has changed', async () => {
    const resource = await configMaps()
    for (const name of ['a', 'b', 'c']) await stored(resource, name)
    const { revision, continueToken } = await list(resource, 'limit=1')
    await resource.store.create('/registry/secrets/default/s', Buffer.from('{}'))
    expect(names(await list(resource, `limit=1&continue=${continueToken}`))).to.deep.equal([`b@${revision - 1}`])
    ;(resource.store as MemoryStore).compact(revision + 1)
    const failure = (await list(resource, `limit=1&continue=${continueToken}`)
      .catch((reason: unknown) => reason)) as ApiError
    expect(failure).to.include({ code: 410, reason: 'Expired' })
    const next = await list(resource, `limit=1&continue=${failure.continueToken}`)
    expect(names(next)).to.deep.equal([`b@${revision - 1}`])
    expect(next.revision).to.equal(revision + 1)
    const exact = await list(resource, `resourceVersion=${revision}&resourceVersionMatch=Exact`)
      .catch((reason: unknown) => reason)
    expect(exact).to.include({ code: 410 })
  })

  it('refuses a revision that has not come yet', async () => {
    const resource = await configMaps()
    const gone = new AbortController()
    gone.abort()
    const options = parseListOptions(new URLSearchParams('resourceVersion=99'), false)
    const error = await listObjects(resource, 'default', options, gone.signal).catch((reason: Error) => reason)
    expect((error as Error).message).to.include('Timeout: Too large resource version: 99, current: ')
  })
})

describe('the options of a list', () => {
  it('are read numbers first', () => {
    expect(() => parseListOptions(new URLSearchParams('labelSelector=-&limit=x'), false)).to.throw('strconv.ParseInt')
    expect(() => parseListOptions(new URLSearchParams('labelSelector=-'), false))
      .to.throw('unable to parse requirement')
  })
})

describe('watch', () => {
  async function watched(resource: Resource, query: string): Promise<string[]> {
    const seen: string[] = []
    const tell = (event: WatchEvent): void => {
      seen.push(event.type === 'BOOKMARK'
        ? `BOOKMARK ${event.initialEventsEnd}`
        : `${event.type} ${event.object.object.metadata.name}`)
    }
    const sink = { events: (batch: readonly WatchEvent[]) => batch.forEach(tell), closed: () => {} }
    const options = parseListOptions(new URLSearchParams(query), true)
    const { takeInitial, start } = await watchObjects(resource, 'default', options, sink, never)
    for (const event of takeInitial()) tell(event)
    start()
    return seen
  }

  it('starts with what there is at version zero however it is written, without a bookmark where that is not the '
    + 'word for it', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    expect(await watched(resource, 'resourceVersion=0&allowWatchBookmarks=true'))
      .to.deep.equal(['ADDED a', 'BOOKMARK true'])
    expect(await watched(resource, 'resourceVersion=00&allowWatchBookmarks=true')).to.deep.equal(['ADDED a'])
  })

  it('starts with what there is, a bookmark behind it, and goes on without a gap', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const seen = await watched(
      resource, 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
    )
    await stored(resource, 'b')
    await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).to.deep.equal(['ADDED a', 'BOOKMARK true', 'ADDED b', 'DELETED a'])
  })

  it('tells of what happened since a revision, as far as it is selected', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { labels: { x: '1' } })
    const { revision } = resource.store
    await stored(resource, 'b')
    await stored(resource, 'c', {}, { labels: { x: '1' } })
    const seen = await watched(resource, `resourceVersion=${revision}&labelSelector=x`)
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).to.deep.equal(['ADDED c'])
  })
})
