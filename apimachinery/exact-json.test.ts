import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import fc from 'fast-check'
import { semanticEqual } from './equality.ts'
import { parseExactJson } from './exact-json.ts'

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

describe('parseExactJson', () => {
  it('keeps every digit of a 64-bit integer, wherever it stands', () => {
    fc.assert(fc.property(int64, (value) => {
      const text = `{"a":[${value},{"b":${value}}],"c":"${value}"}`
      expect(JSON.stringify(parseExactJson(text))).to.equal(text)
    }))
  })

  it('makes a bigint only of what a number cannot hold', () => {
    expect(parseExactJson('[9007199254740991,9007199254740992,1.00000000000000001,1e30]'))
      .to.eql([9007199254740991, 9007199254740992n, 1, 1e30])
  })

  it('gives values that are equal when their digits are, also after a copy', () => {
    fc.assert(fc.property(int64, int64, (one, other) => {
      const [left, right] = [one, other].map((value) => parseExactJson(`{"spec":{"seconds":${value}}}`))
      expect(semanticEqual(left, right)).to.equal(one === other)
      expect(isDeepStrictEqual(left, right)).to.equal(one === other)
      expect(semanticEqual(structuredClone(left), left)).to.equal(true)
    }))
  })

  it('reads any JSON as JSON.parse does, but for such integers', () => {
    fc.assert(fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const exactly = parseExactJson(text)
      if (!JSON.stringify(exactly).match(/\d{16}/)) expect(exactly).to.eql(JSON.parse(text))
    }))
  })
})
