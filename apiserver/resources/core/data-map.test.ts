import { expect } from 'chai'
import { changedWhileImmutable } from './data-map.ts'

const object = (fields: object): any => ({ metadata: { name: 'a' }, immutable: true, ...fields })

describe('the data of an immutable object', () => {
  it('is the same whatever the order of its keys', () => {
    expect(changedWhileImmutable('data', object({ data: { a: '1', b: '2' } }), object({ data: { b: '2', a: '1' } })))
      .to.equal(false)
  })

  it('changes with an empty map where there was none', () => {
    expect(changedWhileImmutable('binaryData', object({ binaryData: {} }), object({}))).to.equal(true)
    expect(changedWhileImmutable('binaryData', object({}), object({}))).to.equal(false)
  })
})
