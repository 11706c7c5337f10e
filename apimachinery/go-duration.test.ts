import { expect } from 'chai'
import { goDurationNanoseconds, parseGoDuration } from './go-duration.ts'

describe('a duration of Go', () => {
  it('is a sum of numbers with units', () => {
    const read = ['0', '30s', '1h2m3.5s', '-5ms', '.5s', '+1us', '250ns'].map(parseGoDuration)
    expect(read).to.deep.equal([0, 30_000, 3_723_500, -5, 500, 0.001, 0.00025])
  })

  it('reaches as far as Go counts, to the nanosecond', () => {
    expect(goDurationNanoseconds('2562047h47m16.854775807s')).to.equal(2n ** 63n - 1n)
    expect(goDurationNanoseconds('-9223372036854775808ns')).to.equal(-(2n ** 63n))
    expect(() => goDurationNanoseconds('9223372036854775808ns')).to.throw(SyntaxError, 'invalid duration')
    expect(goDurationNanoseconds(`${'0'.repeat(40)}1.${'9'.repeat(40)}s`)).to.equal(2_000_000_000n)
  })

  it('is looked at once, however long', () => {
    for (const text of [`${'11s'.repeat(100_000)}!`, '1'.repeat(1_000_000), `1.${'1'.repeat(1_000_000)}`]) {
      expect(() => goDurationNanoseconds(text)).to.throw(SyntaxError)
    }
  })

  const refused: [string, string][] = [
    ['', 'time: invalid duration ""'],
    ['x', 'time: invalid duration "x"'],
    ['1.2.3s', 'time: missing unit in duration "1.2.3s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5y', 'time: unknown unit "y" in duration "5y"'],
    ['5constructor', 'time: unknown unit "constructor" in duration "5constructor"'],
    ['1hµs', 'time: unknown unit "h\\xc2\\xb5s" in duration "1h\\xc2\\xb5s"'],
    ['\0"', 'time: invalid duration "\\x00\\""'],
    ['99999999h', 'time: invalid duration "99999999h"'],
  ]
  for (const [text, why] of refused) {
    it(`is not ${JSON.stringify(text)}`, () => expect(() => parseGoDuration(text)).to.throw(SyntaxError, why))
  }
})
