import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeClock } from '../runtime/fake-clock.ts'
import { createSchedulingQueue } from './queue.ts'

const pod = (name: string, priority = 0): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { priority },
})

describe('scheduling queue', () => {
  const setUp = () => {
    const clock = fakeClock()
    const queue = createSchedulingQueue(clock)
    const handed: string[] = []
    /** Takes the next pod; says what has been handed out so far. */
    const take = async (): Promise<string[]> => {
      void queue.next().then((one) => { if (one !== undefined) handed.push(one.metadata.name!) })
      await Promise.resolve()
      await Promise.resolve()
      return handed
    }
    return { clock, queue, handed, take }
  }

  it('hands out pods of high priority first, then in the order in which they came', async () => {
    const { queue, take } = setUp()
    for (const one of [pod('a'), pod('b'), pod('high', 5)]) queue.add(one)
    await take()
    await take()
    expect(await take()).to.deep.equal(['high', 'a', 'b'])
  })

  it('keeps a pod that found no node until the cluster changes', async () => {
    const { queue, take, clock } = setUp()
    queue.add(pod('a'))
    await take()
    queue.unschedulable(pod('a'))
    await take()
    clock.advance(200_000)
    expect(await take()).to.deep.equal(['a'])
    queue.clusterChanged()
    expect(await take()).to.deep.equal(['a', 'a'])
  })

  it('tries it again after five minutes even when nothing changes', async () => {
    const { queue, take, clock } = setUp()
    queue.add(pod('a'))
    await take()
    queue.unschedulable(pod('a'))
    clock.advance(300_000)
    expect(await take()).to.deep.equal(['a', 'a'])
  })

  it('wakes only pods that the change may help', async () => {
    const { queue, take } = setUp()
    for (const name of ['a', 'b']) queue.add(pod(name))
    await take()
    await take()
    for (const name of ['a', 'b']) queue.unschedulable(pod(name))
    queue.clusterChanged(({ metadata }) => metadata.name === 'b')
    expect(await take()).to.deep.equal(['a', 'b', 'b'])
  })

  it('tries a pod again when the cluster changed while it was tried', async () => {
    const { queue, take } = setUp()
    queue.add(pod('a'))
    await take()
    queue.clusterChanged()
    queue.unschedulable(pod('a'))
    expect(await take()).to.deep.equal(['a', 'a'])
  })

  it('lets pods that are tried again wait behind those that are new', async () => {
    const { queue, take } = setUp()
    queue.add(pod('old', 5))
    await take()
    queue.unschedulable(pod('old', 5))
    queue.clusterChanged()
    queue.add(pod('new'))
    await take()
    expect(await take()).to.deep.equal(['old', 'new', 'old'])
  })

  it('waits longer after every failure', async () => {
    const { queue, take, clock, handed } = setUp()
    queue.add(pod('a'))
    await take()
    for (const delay of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const before = handed.length
      queue.failed(pod('a'))
      await take()
      clock.advance(delay - 1)
      await Promise.resolve()
      expect(handed).to.have.length(before)
      clock.advance(1)
      await Promise.resolve()
      expect(handed).to.have.length(before + 1)
    }
  })

  it('forgets a pod that was placed', async () => {
    const { queue, take } = setUp()
    queue.add(pod('a'))
    await take()
    queue.remove(pod('a'))
    queue.failed(pod('a'))
    queue.clusterChanged()
    expect(await take()).to.deep.equal(['a'])
  })

  it('sends the scheduler home when it closes', async () => {
    const { queue } = setUp()
    const next = queue.next()
    queue.close()
    expect(await next).to.equal(undefined)
    expect(await queue.next()).to.equal(undefined)
  })
})
