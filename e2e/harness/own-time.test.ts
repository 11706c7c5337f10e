import { expect } from 'chai'
import { ownTime } from './own-time.ts'

describe('the time that a process had of its own', () => {
  it('is all of it when nobody kept it from running', () => {
    expect(ownTime({ at: 1000, kept: 40 }, { at: 1500, kept: 40 })).to.equal(500)
  })

  it('is what is left of it when others had the processors', () => {
    expect(ownTime({ at: 1000, kept: 40 }, { at: 1500, kept: 440 })).to.equal(100)
  })

  it('is nothing when several of its threads were kept waiting all the time', () => {
    expect(ownTime({ at: 1000, kept: 0 }, { at: 1500, kept: 900 })).to.equal(0)
  })

  it('is not what kept the process that looks from looking', () => {
    expect(ownTime({ at: 1000, kept: 0 }, { at: 61_000, kept: 0 })).to.equal(1000)
  })

  it('counts when one of its threads ended, and took its waiting along', () => {
    expect(ownTime({ at: 1000, kept: 800 }, { at: 1500, kept: 100 })).to.equal(500)
  })
})
