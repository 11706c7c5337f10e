import { expect } from 'chai'
import { invalidError } from './api-error.ts'
import { invalid } from './field-error.ts'
import { answerLimits } from './limits.ts'

const kind = { group: '', kind: 'Pod' }

describe('the answer to an invalid object', () => {
  it('tells of each thing that is wrong', () => {
    const error = invalidError(kind, 'a', [invalid('b', 1, 'c'), invalid('d', 2, 'e')])
    expect(error.message).to.equal('Pod "a" is invalid: [b: Invalid value: 1: c, d: Invalid value: 2: e]')
    expect(error.details?.causes).to.have.length(2)
  })

  it('tells of the first thousand, and how many more there are', () => {
    const errors = Array.from({ length: 60_000 }, (_, at) => invalid(`data[${at}]`, 'x', 'no'))
    const { message, details } = invalidError(kind, 'a', errors)
    expect(details?.causes).to.have.length(answerLimits.causes)
    expect(message).to.contain('data[999]: ').and.to.match(/, and 59000 more errors\]$/)
  })

  it('tells of one at least, however long, and not again and again of a long list', () => {
    const list = 'x'.repeat(3_000_000).split('')
    const errors = Array.from({ length: 40_000 }, () => invalid('list', list, 'no'))
    const { message, details } = invalidError(kind, 'a', errors)
    expect(details?.causes).to.have.length(1)
    expect(message.length).to.be.below(13_000_000)
  })
})
