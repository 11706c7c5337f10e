import { expect } from 'chai'
import type { CachedObject, CacheEvent } from './cache-contract.ts'
import { Hub } from './hub.ts'
import type { Subscriber } from './subscription.ts'

const object = (key: string, revision: number, bytes = Buffer.alloc(10)): CachedObject =>
  ({ key, revision, bytes }) as unknown as CachedObject
const event = (revision: number, key = '/a/x'): CacheEvent => ({
  revision, current: object(key, revision), previous: undefined,
})
const turn = () => new Promise((resolve) => setImmediate(resolve))

function subscriber(prefix = ''): Subscriber & { batches: (readonly CacheEvent[])[] } {
  const batches: (readonly CacheEvent[])[] = []
  return { batches, prefix, progress: 0, push: (events) => batches.push(events), pause() {}, resume() {}, close() {} }
}

describe('the hub of a resource', () => {
  it('gives one array to all who watch the same', async () => {
    const hub = new Hub(0)
    const [one, other, within, beside, empty] = ['', '', '/a/', '/a/', '/b/'].map(subscriber)
    for (const each of [one, other, within, beside, empty]) hub.add(each!)
    hub.publish(event(1, '/a/x'))
    hub.publish(event(2, '/c/x'))
    await turn()
    expect(one!.batches[0]).to.have.length(2)
    expect(other!.batches[0]).to.equal(one!.batches[0])
    expect(within!.batches[0]!.map(({ revision }) => revision)).to.deep.equal([1])
    expect(beside!.batches[0]).to.equal(within!.batches[0])
    expect(empty!.batches).to.deep.equal([])
  })

  it('tells who left nothing more', async () => {
    const hub = new Hub(0)
    const [one, other] = [subscriber(), subscriber()]
    hub.add(one)
    hub.add(other)
    hub.publish(event(1))
    hub.remove(one)
    await turn()
    expect(one.batches).to.deep.equal([])
    expect(other.batches).to.have.length(1)
  })

  it('gathers events for many subscribers, and hands out all of them in order', async () => {
    const hub = new Hub(0)
    const all = Array.from({ length: 500 }, () => subscriber())
    for (const each of all) hub.add(each)
    const revisions = Array.from({ length: 50 }, (_, at) => at + 1)
    for (const revision of revisions) {
      hub.publish(event(revision))
      await turn()
    }
    while (hub.delivered(50) < 50) await turn()
    for (const { batches } of all) {
      expect(batches.flat().map(({ revision }) => revision)).to.deep.equal(revisions)
      expect(batches.length).to.be.lessThan(revisions.length)
    }
  })

  it('forgets the oldest events when they keep too many bytes of what was replaced', () => {
    const hub = new Hub(0)
    const large = Buffer.alloc(1 << 20)
    for (let revision = 1; revision <= 40; revision++) {
      hub.publish({ revision, current: object('/a/x', revision), previous: object('/a/x', revision - 1, large) })
    }
    expect(hub.recent(0)).to.equal(undefined)
    const kept = hub.recent(39 - 8)!.map(({ revision }) => revision)
    expect(kept.slice(-8)).to.deep.equal([33, 34, 35, 36, 37, 38, 39, 40])
  })
})
