import { expect } from 'chai'
import fc from 'fast-check'
import { parseQuantity, quantityError, quantityOf } from './quantity.ts'

const print = (text: string): string => String(parseQuantity(text))

describe('a quantity', () => {
  const pairs: [string, string][] = [
    ['1024Ki', '1Mi'], ['1.5Gi', '1536Mi'], ['0.5', '500m'], ['1000m', '1'], ['12e6', '12e6'], ['0.1n', '1n'], ['0.1Ki', '102400m'],
  ]
  for (const [text, canonical] of pairs) {
    it(`prints ${text} as ${canonical}`, () => expect(print(text)).to.equal(canonical))
  }

  it('refuses what is none', () => {
    for (const text of ['', 'abc', '1x', '1 Mi', '1e', 'e5e']) expect(parseQuantity(text), text).to.equal(undefined)
  })

  it('looks at a text once, however long, and refuses more digits than mean anything', () => {
    for (const text of [`${'1'.repeat(1_000_000)}x`, '1'.repeat(1_000_000), `1${'0'.repeat(1_000_000)}`, `1e${'9'.repeat(1_000_000)}`]) {
      expect(parseQuantity(text)).to.equal(undefined)
    }
    expect(quantityError('1'.repeat(5000))).to.equal('unable to parse numeric part of quantity')
  })

  it('rounds away from zero', () => {
    expect(parseQuantity('1500m')?.value()).to.equal(2n)
    expect(parseQuantity('-1500m')?.value()).to.equal(-2n)
    expect(parseQuantity('1500m')?.milliValue()).to.equal(1500n)
  })

  it('prints what it reads again as the same amount', () => {
    fc.assert(fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.constantFrom('', 'm', 'k', 'Ki', 'Mi'), (number, suffix) => {
      const quantity = parseQuantity(`${number}${suffix}`)
      const again = parseQuantity(String(quantity))
      expect(again?.compare(quantity ?? quantityOf(0))).to.equal(0)
    }))
  })

  it('adds exactly', () => {
    fc.assert(fc.property(fc.bigInt(), fc.bigInt(), (one, other) => {
      expect(quantityOf(one).add(quantityOf(other)).sub(quantityOf(other)).value()).to.equal(one)
    }))
  })
})
