import { expect } from 'chai'
import fc from 'fast-check'
import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { openMemoryStore } from '../storage/memory/memory-store.ts'
import type { Store } from '../storage/store.ts'
import { failureOf } from '../storage/suite.ts'
import type { CacheEvent, ResourceCache } from './cache-contract.ts'
import { createWatchCache } from './cache.ts'
import { tellObject } from './known-values.ts'

const prefix = '/registry/pods/'
const keyOf = (n: number) => `${prefix}default/p${n}`
const podBytes = (n: number, step: number) =>
  Buffer.from(
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${n}`, labels: { step: String(step) } } }),
  )
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function podsOf(store: Store): Promise<ResourceCache> {
  const cache = await createWatchCache({ store, log: silentLogger, freeze: true })
  return cache.resource({ prefix, fieldSelectors: {} })
}

/** Creates the pod, or changes it, or deletes it. */
async function write(store: Store, pods: ResourceCache, n: number, remove: boolean, step: number): Promise<void> {
  const current = pods.get(keyOf(n))
  if (current === undefined) await store.create(keyOf(n), podBytes(n, step))
  else if (remove) await store.delete(keyOf(n), current.revision)
  else await store.update(keyOf(n), podBytes(n, step), current.revision)
}

const story = fc.array(fc.tuple(fc.nat(150), fc.boolean()), { maxLength: 400 })

describe('the watch cache', () => {
  it('shows a write with its revision as soon as the writer knows of it', async () => {
    const store = openMemoryStore()
    const pods = await podsOf(store)
    const { revision } = await store.create(keyOf(1), podBytes(1, 0))
    const cached = pods.get(keyOf(1))!
    expect(JSON.parse(cached.bytes.toString()).metadata.resourceVersion).to.equal(String(revision))
    expect(cached.labels).to.deep.equal({ step: '0' })
    expect(Object.isFrozen(cached.object.metadata)).to.equal(true)
  })

  it('takes over the object that a writer says its bytes are, with the revision of the write', async () => {
    const store = openMemoryStore()
    const pods = await podsOf(store)
    const value = podBytes(1, 0)
    const object = JSON.parse(value.toString()) as KubeObject
    tellObject(value, object)
    const { revision } = await store.create(keyOf(1), value)
    const cached = pods.get(keyOf(1))!
    expect(cached.object.metadata.labels).to.equal(object.metadata.labels)
    expect(cached.object).to.deep.equal(JSON.parse(cached.bytes.toString()))
    expect(cached.revision).to.equal(revision)
  })

  it(
    'shows readers and watchers the decorated form of an object, once made, and keeps the stored one behind it',
    async () => {
      const store = openMemoryStore()
      const cache = await createWatchCache({ store, log: silentLogger, freeze: true })
      let made = 0
      const decorate = (object: KubeObject): KubeObject => {
        made++
        return object.metadata.labels?.['step'] === '0' ? object : { ...object, shown: true }
      }
      const pods = cache.resource({ prefix, fieldSelectors: {}, decorate })
      const seen: CacheEvent[] = []
      const subscription = await pods.subscribe(pods.revision, prefix, (events) => void seen.push(...events))
      const { revision } = await store.create(keyOf(1), podBytes(1, 0))
      await store.update(keyOf(1), podBytes(1, 1), revision)
      await turn()
      subscription.close()
      const cached = pods.get(keyOf(1))!
      expect(seen.map(({ current }) => current!.object['shown'])).to.deep.equal([undefined, true])
      expect(seen.at(-1)!.current).to.equal(cached)
      expect(JSON.parse(cached.bytes.toString())).to.deep.equal(cached.object)
      expect(cached.stored!.object).not.to.have.property('shown')
      expect(cached.stored!.revision).to.equal(cached.revision)
      expect(seen[0]!.current!.stored).to.equal(undefined)
      expect(made).to.equal(2)
    },
  )

  it('catches a writer, in tests, whose bytes are not those of its object', async () => {
    const store = openMemoryStore()
    await podsOf(store)
    const value = podBytes(1, 0)
    tellObject(value, JSON.parse(podBytes(2, 0).toString()) as KubeObject)
    expect(String(await failureOf(store.create(keyOf(1), value)))).to.include('stored as another object')
  })

  it('lists by pages what it held at one revision, while writes go on', () => fc.assert(
    fc.asyncProperty(story, story, fc.integer({ min: 1, max: 20 }), async (before, during, size) => {
      const store = openMemoryStore()
      const pods = await podsOf(store)
      for (const [n, remove] of before) await write(store, pods, n, remove, 0)
      const { revision } = pods.snapshot()
      const expected = [...pods.snapshot().scan(prefix)].map(({ key, revision: at }) => `${key} ${at}`)
      const listed: string[] = []
      let after: string | undefined
      do {
        const page = pods.snapshotAt(revision)!.scan(prefix, after)
        const objects = [...page].slice(0, size)
        listed.push(...objects.map(({ key, revision: at }) => `${key} ${at}`))
        after = objects.length === size ? objects.at(-1)!.key : undefined
        if (after !== undefined) {
          expect(pods.snapshotAt(revision)!.count(prefix, after)).to.equal(expected.length - listed.length)
        }
        for (const [n, remove] of during.splice(0, 10)) await write(store, pods, n, remove, 1)
      } while (after !== undefined)
      expect(listed).to.deep.equal(expected)
      expect(pods.snapshotAt(revision)!.count(prefix)).to.equal(expected.length)
    }), { numRuns: 30 },
  ))

  it('gives every watcher all events after its revision in order, from memory or from the store', () => fc.assert(
    fc.asyncProperty(story, story, fc.nat(400), fc.boolean(), async (before, during, from, restarted) => {
      const store = openMemoryStore()
      const writer = await podsOf(store)
      for (const [n, remove] of before) await write(store, writer, n, remove, 0)
      const pods = restarted ? await podsOf(store) : writer
      const after = Math.min(1 + from, store.revision)
      const seen: CacheEvent[] = []
      const subscription = await pods.subscribe(after, prefix, (events) => seen.push(...events))
      for (const [n, remove] of during) await write(store, writer, n, remove, 1)
      while (subscription.progress < store.revision) await turn()
      const expected = Array.from({ length: store.revision - after }, (_, index) => after + index + 1)
      expect(seen.map(({ revision }) => revision)).to.deep.equal(expected)
      subscription.close()
    }), { numRuns: 30 },
  ))

  it('knows how large its objects are on the average, whatever is written', () => fc.assert(
    fc.asyncProperty(story, fc.nat(50), async (steps, before) => {
      const store = openMemoryStore()
      for (let n = 0; n < before; n++) await store.create(keyOf(n), podBytes(n, n))
      const pods = await podsOf(store)
      for (const [step, [n, remove]] of steps.entries()) await write(store, pods, n, remove, step)
      const sizes = [...pods.snapshot().scan(prefix)].map(({ bytes }) => bytes.length)
      const sum = sizes.reduce((all, size) => all + size, 0)
      expect(pods.averageBytes).to.equal(sizes.length === 0 ? 0 : sum / sizes.length)
    }),
    { numRuns: 20 },
  ))

  it('waits for a revision to come, or for the signal', async () => {
    const store = openMemoryStore()
    const pods = await podsOf(store)
    const waiting = pods.waitFor(2, new AbortController().signal)
    await store.create(keyOf(1), podBytes(1, 0))
    await waiting
    expect(await failureOf(pods.waitFor(9, AbortSignal.abort(new Error('too late')))))
      .to.have.property('message', 'too late')
  })

  it('closes a paused subscriber that falls too far behind', async () => {
    const store = openMemoryStore()
    const pods = await podsOf(store)
    let reason: string | undefined
    const subscription = await pods.subscribe(1, prefix, () => {}, (why) => (reason = why))
    subscription.pause()
    for (let step = 0; step < 8200; step++) await write(store, pods, 1, false, step)
    await turn()
    expect(reason).to.equal('overflow')
  })
})
