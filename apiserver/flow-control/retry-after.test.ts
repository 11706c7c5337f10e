import { expect } from 'chai'
import { RetryAfter } from './retry-after.ts'

/** What the last of so many refusals in a second is told, second by second from `start`. */
function told(retryAfter: RetryAfter, start: number, counts: readonly number[]): number[] {
  return counts.map((count, at) => {
    let last = 0
    for (let refused = 0; refused < count; refused++) last = retryAfter.refuse(start + at)
    return last
  })
}

describe('when a refused client is to come again', () => {
  it('is later the more of them there are, up to a bound', () => {
    const retryAfter = new RetryAfter()
    const all = told(retryAfter, 1000, Array.from({ length: 120 }, () => 10))
    expect(all[0]).to.equal(1)
    expect([...new Set(all)]).to.deep.equal([1, 2, 4, 8, 16, 32])
  })

  it('is not raised again before the first raise can have had an effect', () => {
    expect(told(new RetryAfter(), 1000, [10, 10, 10, 10, 10, 10])).to.deep.equal([1, 2, 2, 4, 4, 4])
  })

  it('is soon again when hardly anybody is refused', () => {
    const retryAfter = new RetryAfter()
    told(retryAfter, 1000, Array.from({ length: 20 }, () => 10))
    const later = Array.from({ length: 17 }, (_, at) => retryAfter.refuse(2000 + 100 * at))
    expect(later).to.deep.equal([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1])
  })

  it('is one second for a few', () => {
    expect(told(new RetryAfter(), 1000, [2, 2, 2, 1, 2])).to.deep.equal([1, 1, 1, 1, 1])
  })
})
