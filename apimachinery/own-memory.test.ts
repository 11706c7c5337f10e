import { expect } from 'chai'
import { ownMemory } from './own-memory.ts'

describe('memory of their own', () => {
  it('holds the same bytes and no others', () => {
    const copy = ownMemory(Buffer.from('value'))
    expect(copy.toString()).to.equal('value')
    expect(copy.buffer.byteLength).to.equal(5)
  })
})
