import { expect } from 'chai'
import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { combineCrc, crcShift } from './crc32.ts'

describe('CRC-32 of parts', () => {
  it('is that of the whole', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
      const combined = parts.reduce((crc, part) => combineCrc(crc, crc32(part), crcShift(part.length)), 0)
      expect(combined).to.equal(crc32(Buffer.concat(parts)))
    }))
  })

  it('holds for parts of megabytes', () => {
    const [first, second] = [Buffer.alloc(3, 'a'), Buffer.alloc(5_000_001, 'b')]
    expect(combineCrc(crc32(first), crc32(second), crcShift(second.length))).to.equal(crc32(second, crc32(first)))
  })
})
