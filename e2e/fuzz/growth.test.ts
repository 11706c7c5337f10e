import { expect } from 'chai'
import { of } from './growing-input.ts'
import { growingInputs } from './growing-inputs.ts'
import { measureGrowth, tooMuch } from './growth.ts'

const size = 3000

describe('the work that an input makes', function () {
  this.timeout(60_000)

  for (const input of growingInputs) {
    it(`grows with it: ${input.name}`, () => {
      const { factor, times } = measureGrowth(input, size)
      expect(factor, `milliseconds: ${times.join(', ')}`).to.be.below(tooMuch)
    })
  }

  it('is seen when it grows by its square', () => {
    const pairs = (length: number): number => {
      let count = 0
      for (let one = 0; one < length; one++) for (let other = 0; other < length; other++) count += (one ^ other) & 1
      return count
    }
    expect(measureGrowth(of('pairs', (length) => length, pairs), size).factor).to.be.above(tooMuch)
  })
})
