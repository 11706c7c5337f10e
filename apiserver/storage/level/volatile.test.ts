import { expect } from 'chai'
import { VolatileWrites } from './volatile.ts'

const put = (revision: number, value: string) =>
  ({ type: 'put', key: '/leases/a', revision, value: Buffer.from(value), previous: undefined }) as const

describe('volatile writes', () => {
  it('keep no more memory alive than their values need', () => {
    const writes = new VolatileWrites()
    writes.add(put(1, 'one'), 0)
    writes.add({ ...put(2, 'two'), previous: { ...put(1, 'one') } }, 0)
    const kept = writes.between(0, 2).flatMap((event) =>
      [event, event.previous].flatMap((entry) => (entry && 'value' in entry ? entry.value : [])))
    expect(kept.map(String)).to.deep.equal(['one', 'two', 'one'])
    expect(kept.map(({ buffer }) => buffer.byteLength)).to.deep.equal([3, 3, 3])
  })
})
