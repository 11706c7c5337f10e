import { expect } from 'chai'
import { int64, next, secondsLater } from './int64.ts'

describe('int64', () => {
  it('is a number as long as a number holds it', () => {
    expect([int64(5n), int64(2n ** 53n), int64(-(2n ** 53n) + 1n)]).to.eql([5, 2n ** 53n, -(2 ** 53) + 1])
  })

  it('counts on past what a number holds, and wraps where 64 bits end', () => {
    expect(next(Number.MAX_SAFE_INTEGER)).to.equal(2n ** 53n)
    expect(next(2n ** 63n - 1n)).to.equal(-(2n ** 63n))
  })

  it('adds seconds to a time, whatever their number', () => {
    const start = new Date('2026-01-01T00:00:00Z')
    expect(secondsLater(start, 30).toISOString()).to.equal('2026-01-01T00:00:30.000Z')
    expect(Number.isNaN(secondsLater(start, 2n ** 63n - 1n).getTime())).to.equal(false)
  })
})
