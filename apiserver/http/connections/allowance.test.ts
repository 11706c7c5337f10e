import { expect } from 'chai'
import { Allowance } from './allowance.ts'

describe('an allowance', () => {
  it('is used up until its time is over', () => {
    const allowance = new Allowance(2, 1000, 0)
    expect([0, 10, 20, 999, 1000, 1500, 1501].map((now) => allowance.take(now)))
      .to.deep.equal([true, true, false, false, true, true, false])
  })
})
