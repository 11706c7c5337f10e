import { expect } from 'chai'
import { courseOf } from './bounded.ts'

const moments = Array.from({ length: 40 }, (_, index) => index)

describe('the course of a figure', () => {
  it('is bounded when it only fills up at first', () => {
    expect(courseOf(moments.map((at) => Math.min(at, 10)), 0)).to.deep.equal({ early: 10, late: 10, bounded: true })
  })

  it('is bounded when it swings', () => {
    expect(courseOf(moments.map((at) => 100 + (at % 3) * 5), 0).bounded).to.equal(true)
  })

  it('is not when it grows with time', () => {
    expect(courseOf(moments.map((at) => 100 + 2 * at), 5)).to.deep.equal({ early: 130, late: 170, bounded: false })
  })

  it('may have grown by the slack', () => {
    expect(courseOf(moments.map((at) => 100 + 2 * at), 30).bounded).to.equal(true)
  })

  it('is not bounded when there is nothing to judge by', () => {
    expect(courseOf([1, 2], 0).bounded).to.equal(false)
  })
})
