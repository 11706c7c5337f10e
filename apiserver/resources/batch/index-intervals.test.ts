import { expect } from 'chai'
import { countIndexes, overlapOf } from './index-intervals.ts'

describe('indexes of a Job as text', () => {
  it('are counted', () => {
    expect(countIndexes('', 5)).to.equal(0)
    expect(countIndexes('0-2,4', 5)).to.equal(4)
  })

  const wrong: readonly (readonly [text: string, why: string])[] = [
    ['1-2-3', "the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts "
      + "separated by '-'"],
    ['a', 'cannot convert string to integer for index: "a"'],
    ['5', 'too large index: "5"'],
    ['3-1', 'non-increasing order, previous: 3, current: 1'],
    ['2,2', 'non-increasing order, previous: 2, current: 2'],
  ]
  for (const [text, why] of wrong) {
    it(`are refused when they are ${text}`, () => {
      expect(() => countIndexes(text, 5)).to.throw(SyntaxError, why)
    })
  }

  it('overlap where both have the same, whatever else cannot be read', () => {
    expect(overlapOf('0-2,x,7', '3,6-8', 10)).to.equal(7)
    expect(overlapOf('0-2', '3-5', 10)).to.equal(undefined)
  })
})
