import { expect } from 'chai'

import { createBackoff, printSeconds } from './backoff.ts'

describe('createBackoff', () => {
  it('doubles the wait up to the longest', () => {
    const backoff = createBackoff({ initialSeconds: 10, maxSeconds: 300 })
    expect(backoff.remaining('a', 0, 0)).to.equal(0)
    const waits = [10, 20, 40, 80, 160, 300, 300].map(() => {
      backoff.next('a', 0)
      return backoff.seconds('a')
    })
    expect(waits).to.deep.equal([10, 20, 40, 80, 160, 300, 300])
  })

  it('forgives a key that went well for long', () => {
    const backoff = createBackoff({ initialSeconds: 10, maxSeconds: 300 })
    backoff.next('a', 0)
    expect(backoff.remaining('a', 1000, 4000)).to.equal(7000)
    expect(backoff.remaining('a', 700_000, 700_000)).to.equal(0)
  })

  it('prints waits as Go does', () => {
    expect([10, 80, 300].map(printSeconds)).to.deep.equal(['10s', '1m20s', '5m0s'])
  })
})
