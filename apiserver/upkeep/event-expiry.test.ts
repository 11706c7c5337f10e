import { expect } from 'chai'
import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { parseListOptions } from '../registry/list-options.ts'
import { listObjects } from '../registry/list.ts'
import type { Resource } from '../registry/resource.ts'
import { watchObjects, type WatchEvent } from '../registry/watch.ts'
import { event } from '../resources/core/event.ts'
import { toWire } from '../resources/schema/encode.ts'
import { builtinSchema } from '../resources/schema/load.ts'
import { openMemoryStore } from '../storage/memory/memory-store.ts'
import { createWatchCache } from '../watch/cache.ts'
import { type EventExpiry, startEventExpiry } from './event-expiry.ts'

const minute = 60_000
const never = new AbortController().signal
const started = Date.parse('2030-01-01T00:00:00Z')

describe('Events', () => {
  let events: Resource
  let expiry: EventExpiry
  let time: number

  const valueOf = (name: string, metadata: object = {}): Buffer =>
    Buffer.from(
      JSON.stringify({ kind: 'Event', apiVersion: 'v1', metadata: { name, namespace: 'default', ...metadata } }),
    )
  const keyOf = (name: string): string => `/registry/events/default/${name}`
  /** Watchers are told at the end of the turn. */
  const told = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const start = async (): Promise<void> => {
    expiry = await startEventExpiry(events, { log: silentLogger, now: () => time })
  }
  const names = async (): Promise<string[]> => {
    const { items } = await listObjects(events, '', parseListOptions(new URLSearchParams(), false), never)
    return items.map(({ object }) => object.metadata.name!)
  }

  beforeEach(async () => {
    time = started
    const store = openMemoryStore()
    const cache = await createWatchCache({ store, log: silentLogger, freeze: true })
    const struct = builtinSchema().struct(event.type)
    events = {
      definition: event, struct, store, toWire: (object: KubeObject) => toWire(struct, object),
      cache: cache.resource({ prefix: '/registry/events/', fieldSelectors: event.fieldSelectors }),
    }
  })
  afterEach(() => expiry.close())

  it('are gone an hour after they were created, and not before', async () => {
    await start()
    await events.store.create(keyOf('a'), valueOf('a'))
    await told()
    time += 30 * minute
    await events.store.create(keyOf('b'), valueOf('b'))
    await told()
    time += 29 * minute
    await expiry.sweep()
    expect(await names()).to.deep.equal(['a', 'b'])
    time += 1 * minute
    await expiry.sweep()
    expect(await names()).to.deep.equal(['b'])
  })

  it('begin their hour anew with each write', async () => {
    await start()
    const { revision } = await events.store.create(keyOf('a'), valueOf('a'))
    await told()
    time += 50 * minute
    await events.store.update(keyOf('a'), valueOf('a', { labels: { more: 'yes' } }), revision)
    await told()
    time += 50 * minute
    await expiry.sweep()
    expect(await names()).to.deep.equal(['a'])
    time += 10 * minute
    await expiry.sweep()
    expect(await names()).to.deep.equal([])
  })

  it('that were there at the start end an hour after their last manager wrote', async () => {
    const at = (past: number) => new Date(started - past * minute).toISOString()
    await events.store.create(keyOf('old'), valueOf('old', { creationTimestamp: at(70) }))
    await events.store.create(
      keyOf('counted'), valueOf('counted', { creationTimestamp: at(70), managedFields: [{ time: at(40) }] }),
    )
    await events.store.create(keyOf('new'), valueOf('new', { creationTimestamp: at(5) }))
    await start()
    await expiry.sweep()
    expect(await names()).to.deep.equal(['counted', 'new'])
    time += 20 * minute
    await expiry.sweep()
    expect(await names()).to.deep.equal(['new'])
  })

  it('are reported to watchers as deleted', async () => {
    await start()
    await events.store.create(keyOf('a'), valueOf('a'))
    await told()
    const seen: WatchEvent[] = []
    const options = parseListOptions(
      new URLSearchParams({ watch: '1', resourceVersion: String(events.store.revision) }), true,
    )
    const { subscription, start: begin } = await watchObjects(
      events, '', options, { events: (batch) => seen.push(...batch), closed: () => {} }, never,
    )
    begin()
    await told()
    time += 61 * minute
    await expiry.sweep()
    await told()
    subscription.close()
    expect(seen.map((one) => one.type)).to.deep.equal(['DELETED'])
  })
})
