import { expect } from 'chai'
import { decompressSnappy } from './snappy.ts'

const bytes = (...parts: (number | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

describe('Snappy', () => {
  it('gives literals of every length as they are', () => {
    expect(String(decompressSnappy(bytes(5, 4 << 2, 'hello')))).to.equal('hello')
    const long = 'x'.repeat(300)
    expect(String(decompressSnappy(bytes(0xac, 2, 61 << 2, 43, 1, long)))).to.equal(long)
  })

  it('repeats what came before, near and far, also what it is just copying', () => {
    expect(String(decompressSnappy(bytes(12, 2 << 2, 'abc', (5 << 2) | 1, 3)))).to.equal('abcabcabcabc')
    expect(String(decompressSnappy(bytes(6, 2 << 2, 'abc', (2 << 2) | 2, 3, 0)))).to.equal('abcabc')
    expect(String(decompressSnappy(bytes(6, 2 << 2, 'abc', (2 << 2) | 3, 3, 0, 0, 0)))).to.equal('abcabc')
  })

  it('refuses what ends too early, reaches out of the block, or is longer or shorter than it says', () => {
    const wrong = [
      bytes(5, 4 << 2, 'hell'),
      bytes(6, 4 << 2, 'hello'),
      bytes(4, 4 << 2, 'hello'),
      bytes(6, 2 << 2, 'abc', (2 << 2) | 2, 4, 0),
      bytes(6, 2 << 2, 'abc', (2 << 2) | 2, 0, 0),
      bytes(255, 255, 255, 255, 15),
    ]
    for (const each of wrong) expect(() => decompressSnappy(each)).to.throw(RangeError)
  })
})
