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
    const slow = (text: string): number => [...text].reduce((count, _, at) => count + (text.slice(0, at).includes('b') ? 1 : 0), 0)
    expect(measureGrowth(of('slow', (length) => 'a'.repeat(length * 4), slow), size).factor).to.be.above(tooMuch)
  })
})
