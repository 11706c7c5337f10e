import { expect } from 'chai'
import fc from 'fast-check'
import { FlowQueues } from './flow-queues.ts'

const bounds = { perFlow: 3, total: 5 }

function taken<T>(queues: FlowQueues<T>): T[] {
  const all: T[] = []
  while (queues.length > 0) all.push(queues.shift()!)
  return all
}

describe('the queues of a level', () => {
  it('serve flows in turn, and each in its order', () => {
    const queues = new FlowQueues<string>()
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1']) queues.push(item[0]!, item, bounds)
    expect([queues.peek(), queues.peek()]).to.deep.equal(['a1', 'a1'])
    expect(taken(queues)).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'a3'])
    expect(queues.peek()).to.equal(undefined)
    expect(queues.shift()).to.equal(undefined)
  })

  it('refuse what is more than a flow may have, or all together', () => {
    const queues = new FlowQueues<number>()
    expect([1, 2, 3, 4].map((item) => queues.push('a', item, bounds))).to.deep.equal([1, 2, 3, undefined])
    expect([5, 6, 7].map((item) => queues.push('b', item, bounds))).to.deep.equal([1, 2, undefined])
  })

  it('let go of who waits no longer', () => {
    const queues = new FlowQueues<number>()
    for (const item of [1, 2, 3]) queues.push('a', item, bounds)
    expect([queues.remove('a', 2), queues.remove('a', 2), queues.remove('b', 1)]).to.deep.equal([true, false, false])
    expect(taken(queues)).to.deep.equal([1, 3])
  })

  it('never let one flow come twice while another waits', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (flows) => {
      const queues = new FlowQueues<string>()
      for (const flow of flows) queues.push(flow, flow, { perFlow: 100, total: 100 })
      const order = taken(queues)
      expect([...order].sort()).to.deep.equal([...flows].sort())
      for (const [at, flow] of order.entries()) {
        if (flow === order[at - 1]) expect(new Set(order.slice(at - 1)), order.join('')).to.have.property('size', 1)
      }
    }))
  })
})
