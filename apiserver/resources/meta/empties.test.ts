import { expect } from 'chai'
import { hasEmpty } from './empties.ts'

describe('what is there and empty', () => {
  it('is a list or a map of labels at any depth, but no struct', () => {
    for (const value of [{ a: [] }, [{ a: { b: [] } }], { podSelector: { matchLabels: {} } }]) {
      expect(hasEmpty(value)).to.equal(true)
    }
    for (const value of [{ podSelector: {} }, { a: [{ b: 1 }] }, null, '']) expect(hasEmpty(value)).to.equal(false)
  })
})
