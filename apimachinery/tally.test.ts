import { expect } from 'chai'
import { Tally } from './tally.ts'

describe('a tally', () => {
  it('counts a value in the first bucket that holds it, bounds included', () => {
    const tally = new Tally([1, 10])
    for (const value of [0, 1, 1.5, 10, 11, 1000]) tally.add(value)
    expect(tally.counts).to.deep.equal([2, 2, 2])
    expect(tally.sum).to.equal(1023.5)
  })
})
