import { expect } from 'chai'
import fc from 'fast-check'
import { decodeFieldSet, encodeFieldSet } from './fields-v1.ts'
import { parsePathElement } from './path-element.ts'

describe('field sets as JSON', () => {
  it('have keys in their one form, plain ones and others', () => {
    const value = fc.oneof(
      fc.stringMatching(/^[\w./:-]{0,12}$/), fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(),
    )
    fc.assert(fc.property(fc.stringMatching(/^\w{1,8}$/), value, (name, one) => {
      const key = `k:${JSON.stringify(Object.fromEntries([[name, one]]))}`
      expect(Object.keys(encodeFieldSet(decodeFieldSet({ [key]: {} })))).to.deep.equal([parsePathElement(key)])
    }), { numRuns: 300 })
  })
})
