import { expect } from 'chai'
import { Strangers } from './strangers.ts'

describe('strangers', () => {
  it('are let in by address in turn', () => {
    const strangers = new Strangers<string>(10)
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) strangers.come(name, name.charAt(0))
    for (const name of ['a1', 'a2', 'a3', 'c1', 'b1']) strangers.speak(name)
    expect(strangers.waiting).to.equal(5)
    expect([1, 2, 3, 4, 5, 6].map(() => strangers.next())).to.deep.equal(['a1', 'c1', 'b1', 'a2', 'a3', undefined])
  })

  it('are let in when they have begun to speak', () => {
    const strangers = new Strangers<string>(10)
    strangers.come('silent', 'a')
    strangers.come('gone', 'a')
    strangers.speak('gone')
    strangers.leave('gone')
    strangers.speak('unknown')
    expect(strangers.next()).to.equal(undefined)
    strangers.speak('silent')
    expect(strangers.next()).to.equal('silent')
  })

  it('make room where most of them come from, the oldest first', () => {
    const strangers = new Strangers<string>(3)
    expect(['b1', 'a1', 'a2', 'a3', 'b2'].map((name) => strangers.come(name, name.charAt(0))))
      .to.deep.equal([undefined, undefined, undefined, 'a1', 'b1'])
    for (const name of ['b1', 'a1', 'a2', 'a3', 'b2']) strangers.speak(name)
    expect([1, 2, 3, 4].map(() => strangers.next())).to.deep.equal(['a2', 'b2', 'a3', undefined])
  })

  it('leave room when they are known', () => {
    const strangers = new Strangers<string>(1)
    strangers.come('a', 'x')
    strangers.leave('a')
    strangers.leave('a')
    expect(strangers.come('b', 'y')).to.equal(undefined)
  })
})
