import { expect } from 'chai'
import { validateMetaConditions } from './conditions.ts'

const good = { type: 'Ready', status: 'True', reason: 'AllGood', lastTransitionTime: '2026-01-01T00:00:00Z' }
const fields = (...conditions: unknown[]): string[] =>
  validateMetaConditions(conditions, 'status.conditions')
    .map(({ path, message }) => `${path}: ${message.split(':')[0]}`)

describe('conditions', () => {
  it('have type, status, reason and time', () => {
    expect(fields(good)).to.deep.equal([])
    expect(fields({ type: 'Ready' })).to.deep.equal([
      'status.conditions[0].status: Unsupported value',
      'status.conditions[0].lastTransitionTime: Required value',
      'status.conditions[0].reason: Required value',
    ])
  })

  it('come once for each type', () => {
    expect(fields(good, good)).to.deep.equal(['status.conditions[1].type: Duplicate value'])
  })

  it('have a reason of one word', () => {
    expect(fields({ ...good, reason: 'not a word' })).to.deep.equal(['status.conditions[0].reason: Invalid value'])
  })
})
