import { expect } from 'chai'
import fc from 'fast-check'
import { parseQuantity, quantityError, quantityOf } from './quantity.ts'

const print = (text: string): string => String(parseQuantity(text))

describe('a quantity', () => {
  const pairs: [string, string][] = [
    ['1024Ki', '1Mi'], ['1.5Gi', '1536Mi'], ['0.5', '500m'], ['1000m', '1'], ['12e6', '12e6'], ['0.1n', '1n'],
    ['0.1Ki', '102400m'],
  ]
  for (const [text, canonical] of pairs) {
    it(`prints ${text} as ${canonical}`, () => expect(print(text)).to.equal(canonical))
  }

  it('refuses what is none', () => {
    for (const text of ['', 'abc', '1x', '1 Mi', '1e', 'e5e']) expect(parseQuantity(text), text).to.equal(undefined)
  })

  it('looks at a text once, however long, and refuses more digits than mean anything', () => {
    for (const text of [
      `${'1'.repeat(1_000_000)}x`, '1'.repeat(1_000_000), `1${'0'.repeat(1_000_000)}`, `1e${'9'.repeat(1_000_000)}`,
    ]) {
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
    fc.assert(fc.property(
      fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.constantFrom('', 'm', 'k', 'Ki', 'Mi'), (number, suffix) => {
        const quantity = parseQuantity(`${number}${suffix}`)
        const again = parseQuantity(String(quantity))
        expect(again?.compare(quantity ?? quantityOf(0))).to.equal(0)
      },
    ))
  })

  const quantities = fc.tuple(
    fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'Ki', 'Mi', 'e3'),
  )
    .map(([number, suffix]) => parseQuantity(`${number}${suffix}`)!)

  it('prints in a form that prints as itself', () => {
    fc.assert(fc.property(quantities, (one) => { expect(print(String(one))).to.equal(String(one)) }))
  })

  it('has one order, which adding the same leaves as it is', () => {
    fc.assert(fc.property(quantities, quantities, quantities, (a, b, c) => {
      expect(Math.sign(a.compare(b))).to.equal(-Math.sign(b.compare(a)))
      if (a.compare(b) <= 0 && b.compare(c) <= 0) expect(a.compare(c)).to.be.at.most(0)
      expect(Math.sign(a.add(c).compare(b.add(c)))).to.equal(Math.sign(a.compare(b)))
      expect(a.add(b).compare(b.add(a))).to.equal(0)
      expect(a.sub(b).sign()).to.equal(Math.sign(a.compare(b)))
    }))
  })

  it('adds exactly', () => {
    fc.assert(fc.property(fc.bigInt(), fc.bigInt(), (one, other) => {
      expect(quantityOf(one).add(quantityOf(other)).sub(quantityOf(other)).value()).to.equal(one)
    }))
  })
})
