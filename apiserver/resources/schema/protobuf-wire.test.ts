import { expect } from 'chai'
import { messageShape, readFields, unpack, WireWriter } from './protobuf-wire.ts'

const shape = messageShape('Thing', { 1: ['Name', 'bytes'], 2: ['Count', 'integer'], 3: ['Share', 'double'] })

/** The fields of such bytes, as numbers and texts, or what is said of them. */
function read(...bytes: number[]): unknown {
  try {
    return [...readFields(Buffer.from(bytes), shape)].map(({ number, isBytes, data, integer }) =>
      [number, isBytes ? data.toString() : integer])
  } catch (error) {
    return (error as Error).message
  }
}

describe('the fields of a protobuf message', () => {
  it('come in their order', () => {
    const writer = new WireWriter()
    writer.integer(2, 5)
    writer.text(1, 'a')
    expect(read(...writer.finish())).to.eql([[2, 5], [1, 'a']])
  })

  it('are what the message says they are', () => {
    expect(read(0x08, 5)).to.equal('proto: wrong wireType = 0 for field Name')
    expect(read(0x12, 0)).to.equal('proto: wrong wireType = 2 for field Count')
    expect(read(0x1d, 0, 0, 0, 0)).to.equal('proto: wrong wireType = 5 for field Share')
    expect(read(0x0b, 0x0c)).to.equal('proto: wrong wireType = 3 for field Name')
  })

  it('have numbers, and no end without a beginning', () => {
    expect(read(0x00, 1)).to.equal('proto: Thing: illegal tag 0 (wire type 0)')
    expect(read(0x0c)).to.equal('proto: Thing: wiretype end group for non-group')
    expect(read(0x26)).to.equal('proto: illegal wireType 6')
  })

  it('are passed over with all that is in them when they are groups nobody knows', () => {
    expect(read(0x23, 0x08, 1, 0x2b, 0x12, 1, 65, 0x2c, 0x24, 0x10, 7)).to.eql([[2, 7]])
    expect(read(0x23, 0x08, 1)).to.equal('unexpected EOF')
  })

  it('are as long as they say', () => {
    expect(read(0x0a, 2, 65)).to.equal('unexpected EOF')
    const negative = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
    expect(read(0x0a, ...negative)).to.equal('proto: negative length found during unmarshaling')
  })

  it('may be integers packed as bytes', () => {
    const packed = (...bytes: number[]) =>
      [...unpack({ number: 1, isBytes: true, integer: 0, whole: 0, double: 0, data: Buffer.from(bytes) })]
    const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
    expect(packed(1, 0xac, 0x02, ...minusOne).map(({ whole }) => whole)).to.eql([1, 300, -1])
    expect(() => packed(1, 0x80)).to.throw('unexpected EOF')
  })
})
