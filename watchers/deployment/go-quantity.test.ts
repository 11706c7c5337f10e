import { expect } from 'chai'
import { printQuantity } from './go-quantity.ts'

function small(value: number, scale: number, text: string, format: string): string {
  return `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} `
    + `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`
}

describe('a quantity as Go prints it', () => {
  it('remembers its text where that is surely canonical', () => {
    expect(printQuantity('0')).to.equal(small(0, 0, '0', 'DecimalSI'))
    expect(printQuantity('50m')).to.equal(small(50, -3, '50m', 'DecimalSI'))
    expect(printQuantity('10e3')).to.equal(small(10, 3, '10e3', 'DecimalExponent'))
    expect(printQuantity('-5')).to.equal(small(-5, 0, '-5', 'DecimalSI'))
    expect(printQuantity('10Gi')).to.equal(small(10 * 2 ** 30, 0, '10Gi', 'BinarySI'))
  })

  it('forgets its text where a power of two might be shorter', () => {
    expect(printQuantity('64Mi')).to.equal(small(2 ** 26, 0, '', 'BinarySI'))
  })

  it('is a big decimal of billionths when it is large', () => {
    expect(printQuantity('1Pi')).to.equal(
      '{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)'
      + '{unscaled:(big.Int){neg:(bool)false abs:(big.nat)[2882303761517117440 61035]} scale:(inf.Scale)9}} '
      + 's:(string) Format:(resource.Format)BinarySI}')
  })
})
