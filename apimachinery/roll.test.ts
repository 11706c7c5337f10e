import { expect } from 'chai'
import fc from 'fast-check'
import { type Place, Roll } from './roll.ts'

describe('a roll', () => {
  it('holds who came and has not left, in order', () => {
    const steps = fc.array(fc.record({ leaves: fc.boolean(), which: fc.nat(20) }), { maxLength: 40 })
    fc.assert(fc.property(steps, (taken) => {
      const roll = new Roll<number>()
      const known = new Map<number, Place<number>>()
      const there: number[] = []
      for (const [at, { leaves, which }] of taken.entries()) {
        if (!leaves) {
          known.set(at, roll.add(at))
          there.push(at)
        } else if (known.has(which)) {
          // Again, too, by who has left.
          roll.leave(known.get(which)!)
          if (there.includes(which)) there.splice(there.indexOf(which), 1)
        }
        expect(roll.all()).to.deep.equal(there)
        expect(roll.first?.item).to.equal(there[0])
      }
    }))
  })

  it('lets a place that was left point to nothing', () => {
    const roll = new Roll<string>()
    const [, left] = ['a', 'b', 'c'].map((name) => roll.add(name))
    roll.leave(left!)
    expect(left).to.deep.equal({ item: undefined, before: undefined, behind: undefined })
  })
})
