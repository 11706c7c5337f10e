import { expect } from 'chai'
import fc from 'fast-check'
import { compareBytes, isTextInOrder, namesInOrder } from './byte-order.ts'

describe("the order of Go's strings", () => {
  it('is that of their UTF-8 bytes', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).to.equal(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }))
  })

  it('is that of the names of a map, whatever characters they have', () => {
    const map = { '\u{1f600}': 1, '\uffee': 2, b: 3, a: 4 }
    expect(namesInOrder(map)).to.deep.equal(['a', 'b', '\uffee', '\u{1f600}'])
    expect(namesInOrder({ b: 1, c: 2, a: 3 })).to.deep.equal(['a', 'b', 'c'])
  })

  it('is told of a map of texts only', () => {
    expect(isTextInOrder({ a: 'x', b: 'y' })).to.equal(true)
    expect(isTextInOrder({ b: 'x', a: 'y' })).to.equal(false)
    expect(isTextInOrder({ a: 'x', b: null })).to.equal(false)
    expect(isTextInOrder({ a: 'x', b: undefined })).to.equal(false)
  })
})
