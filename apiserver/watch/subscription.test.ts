import { expect } from 'chai'
import type { CachedObject, CacheEvent } from './cache-contract.ts'
import { QueuedSubscription } from './subscription.ts'

const event = (revision: number, size = 10): CacheEvent =>
  ({
    revision,
    current: { key: `/a/${revision}`, revision, bytes: Buffer.alloc(size) } as unknown as CachedObject,
    previous: undefined,
  })

/** A subscription, with what it handed out and why it closed. */
function subscribed(onEvents: (events: readonly CacheEvent[]) => void = () => {}) {
  const told = { revisions: [] as number[], reason: undefined as string | undefined, released: 0 }
  const subscription: QueuedSubscription = new QueuedSubscription({
    after: 0, prefix: '',
    onEvents: (events) => {
      told.revisions.push(...events.map(({ revision }) => revision))
      onEvents(events)
    },
    onClose: (reason) => { told.reason = reason },
    source: { release: () => { told.released++ }, delivered: () => 0 },
  })
  return { subscription, told }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

describe('a subscription', () => {
  it('stops in the midst of what was queued when its subscriber has enough, and goes on where it stopped', () => {
    const { subscription, told } = subscribed(() => subscription.pause())
    subscription.pause()
    subscription.push(upTo(600).map((revision) => event(revision)))
    subscription.resume()
    expect(told.revisions.length).to.be.greaterThan(0).and.lessThan(600)
    subscription.push([event(601)])
    while (told.revisions.length < 601) subscription.resume()
    expect(told.revisions).to.deep.equal(upTo(601))
  })

  it('hands out nothing live before what waits', () => {
    const { subscription, told } = subscribed()
    subscription.pause()
    subscription.push([event(1)])
    subscription.push([event(2)])
    subscription.resume()
    subscription.push([event(3)])
    expect(told.revisions).to.deep.equal([1, 2, 3])
  })

  it('closes when the objects that wait are too large together, and lets go of them', () => {
    const { subscription, told } = subscribed()
    subscription.pause()
    for (const revision of upTo(32)) subscription.push([event(revision, 1 << 20)])
    expect(told.reason).to.equal(undefined)
    subscription.push([event(33, 1 << 20)])
    expect(told).to.deep.include({ reason: 'overflow', released: 1 })
    subscription.push([event(34)])
    expect(told.revisions).to.deep.equal([])
  })

  it('counts only what still waits', () => {
    const { subscription, told } = subscribed()
    for (const revision of upTo(64)) {
      subscription.pause()
      subscription.push([event(revision, 1 << 20)])
      subscription.resume()
    }
    expect(told.reason).to.equal(undefined)
    expect(told.revisions).to.deep.equal(upTo(64))
  })
})
