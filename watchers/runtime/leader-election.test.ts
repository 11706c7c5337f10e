import { expect } from 'chai'
import { silentLogger } from '../../apimachinery/log.ts'
import { fakeClient } from './fake-client.ts'
import { fakeClock } from './fake-clock.ts'
import { leaseElection, planLease } from './leader-election.ts'
import { settled } from './settled.ts'

const lease = (holderIdentity: string) =>
  ({
    apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' },
    spec: { holderIdentity, leaseDurationSeconds: 15 },
  })

describe('the plan for a Lease', () => {
  it('is to create it where there is none', () => {
    expect(planLease(undefined, 'a', 0, 0)).to.equal('create')
  })

  it('is to renew our own, to wait for a living holder, and to take over from a dead one', () => {
    expect(planLease(lease('a'), 'a', 0, 99_000)).to.equal('renew')
    expect(planLease(lease('b'), 'a', 1_000, 15_999)).to.equal('wait')
    expect(planLease(lease('b'), 'a', 1_000, 16_000)).to.equal('take')
    expect(planLease(lease(''), 'a', 1_000, 1_001)).to.equal('take')
  })
})

describe('leader election', () => {
  let stop: AbortController
  beforeEach(() => { stop = new AbortController() })
  afterEach(() => stop.abort())

  const setUp = () => {
    const clock = fakeClock(Date.parse('2026-01-01T00:00:00Z'))
    const client = fakeClient({ clock })
    const elect = (identity: string, offset = 0, over = client) => leaseElection({
      client: over, log: silentLogger, name: 'watchers', identity, clock: { ...clock, now: () => clock.now() + offset },
    })
    const held = () => client.find('leases', 'kube-system/watchers')?.spec
    /** Lets time pass in small steps. */
    const pass = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 500) {
        clock.advance(500)
        await settled()
      }
    }
    return { clock, client, elect, held, pass }
  }

  it('leads at once where nobody does, and renews', async () => {
    const { elect, held, pass } = setUp()
    const lead = await elect('a').lead(stop.signal)
    expect(held()).to.deep.include({
      holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0, acquireTime: '2026-01-01T00:00:00.000000Z',
    })
    await pass(20_000)
    expect(held().acquireTime).to.equal('2026-01-01T00:00:00.000000Z')
    expect(held().renewTime > '2026-01-01T00:00:17').to.equal(true)
    expect(lead.aborted).to.equal(false)
  })

  it('takes over when the leader has not renewed for the time of its Lease', async () => {
    const { elect, held, pass } = setUp()
    const first = new AbortController()
    await elect('a').lead(first.signal)
    first.abort()
    let leads = false
    void elect('b').lead(stop.signal).then(() => { leads = true })
    await pass(14_000)
    expect(leads).to.equal(false)
    await pass(8_000)
    expect(leads).to.equal(true)
    expect(held()).to.deep.include({ holderIdentity: 'b', leaseTransitions: 1 })
  })

  it('trusts no other host’s clock', async () => {
    const { elect, held, pass } = setUp()
    await elect('a').lead(stop.signal)
    let leads = false
    void elect('b', 3_600_000).lead(stop.signal).then(() => { leads = true })
    await pass(60_000)
    expect(leads).to.equal(false)
    expect(held().holderIdentity).to.equal('a')
  })

  it('stops leading when it cannot renew in time', async () => {
    const { client, elect, pass } = setUp()
    const lead = await elect('a').lead(stop.signal)
    client.refuse = () => new Error('ECONNREFUSED')
    await pass(8_000)
    expect(lead.aborted).to.equal(false)
    await pass(6_000)
    expect(lead.aborted).to.equal(true)
  })

  it('stops leading in time when a renewal hangs', async () => {
    const { client, elect, pass } = setUp()
    const lead = await elect('a').lead(stop.signal)
    client.update = () => new Promise(() => {})
    await pass(14_000)
    expect(lead.aborted).to.equal(true)
  })

  it('survives a short failure', async () => {
    const { client, elect, pass } = setUp()
    const lead = await elect('a').lead(stop.signal)
    client.refuse = () => new Error('ECONNREFUSED')
    await pass(7_000)
    client.refuse = undefined
    await pass(30_000)
    expect(lead.aborted).to.equal(false)
  })

  it('stops leading when another has taken the Lease', async () => {
    const { client, elect, held, pass } = setUp()
    const lead = await elect('a').lead(stop.signal)
    const ref = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-system' }
    await client.patch(ref, 'watchers', { spec: { holderIdentity: 'b' } }, 'merge')
    await pass(3_000)
    expect(lead.aborted).to.equal(true)
    expect(held().holderIdentity).to.equal('b')
  })

  it('lets another lead at once after it has resigned', async () => {
    const { elect, held, pass } = setUp()
    const first = new AbortController()
    const election = elect('a')
    await election.lead(first.signal)
    first.abort()
    await election.resign()
    expect(held()).to.deep.include({ holderIdentity: '', leaseDurationSeconds: 1 })
    let leads = false
    void elect('b').lead(stop.signal).then(() => { leads = true })
    await pass(500)
    expect(leads).to.equal(true)
  })
})
