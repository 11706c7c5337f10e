import { expect } from 'chai'
import { durationError } from './request-timeout.ts'

describe('the timeout of a request', () => {
  it('may be any duration of Go', () => {
    for (const text of ['0', '30s', '1h2m3.5s', '-5ms', '.5s']) expect(durationError(text), text).to.equal(undefined)
  })

  it('is refused with the words of Go', () => {
    expect(durationError('x')).to.equal('time: invalid duration "x"')
    expect(durationError('5')).to.equal('time: missing unit in duration "5"')
    expect(durationError('5y')).to.equal('time: unknown unit "y" in duration "5y"')
  })
})
