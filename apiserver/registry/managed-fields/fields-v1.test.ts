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

  it('are in the order of what their keys say, plain ones and others', () => {
    const text = fc.oneof(fc.stringMatching(/^[\w./:-]{0,6}$/), fc.string({ maxLength: 6 }))
    const keys = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'ab', 'b'), text), { maxLength: 20, selector: String })
    fc.assert(fc.property(keys, (all) => {
      const fields = Object.fromEntries(all.map(([name, one]) => [`k:${JSON.stringify({ [name]: one })}`, {}]))
      const sorted = all.toSorted(([a, b], [c, d]) => compare(a, c) || compare(b, d))
      expect(Object.keys(encodeFieldSet(decodeFieldSet(fields))))
        .to.deep.equal(sorted.map(([name, one]) => parsePathElement(`k:${JSON.stringify({ [name]: one })}`)))
    }), { numRuns: 300 })
  })
})

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
