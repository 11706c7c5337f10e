import { expect } from 'chai'
import { Expectations } from './expectations.ts'
import { fakeClock } from './fake-clock.ts'

describe('expectations', () => {
  it('hold until every creation was seen or has failed', () => {
    const expectations = new Expectations(fakeClock())
    expectations.expectCreations('a', 3)
    expectations.creationObserved('a')
    expect(expectations.satisfied('a')).to.equal(false)
    expectations.creationObserved('a', 2)
    expect(expectations.satisfied('a')).to.equal(true)
    expect(expectations.satisfied('other')).to.equal(true)
  })

  it('count each deletion once, however often it is seen', () => {
    const expectations = new Expectations(fakeClock())
    expectations.expectDeletions('a', ['x', 'y'])
    for (let times = 0; times < 2; times += 1) expectations.deletionObserved('a', 'x')
    expect(expectations.satisfied('a')).to.equal(false)
    expectations.deletionObserved('a', 'y')
    expect(expectations.satisfied('a')).to.equal(true)
  })

  it('are given up after five minutes, and forgotten with their object', () => {
    const clock = fakeClock()
    const expectations = new Expectations(clock)
    expectations.expectCreations('a', 1)
    expectations.expectCreations('b', 1)
    expectations.forget('b')
    expect(expectations.satisfied('b')).to.equal(true)
    clock.advance(300_001)
    expect(expectations.satisfied('a')).to.equal(true)
  })
})
