import { expect } from 'chai'
import fc from 'fast-check'
import { constants, createDeflate } from 'node:zlib'
import type { Deflate } from 'node:zlib'
import { headerDictionary } from './dictionary.ts'
import { SpdyError } from './frames.ts'
import { createHeaderReader, createHeaderWriter } from './header-block.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'

/** What a Go client sends: one zlib stream with the dictionary, flushed after each block. */
async function compressed(deflate: Deflate, text: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = []
  const take = (chunk: Buffer): void => void chunks.push(chunk)
  deflate.on('data', take)
  deflate.write(text)
  await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()))
  deflate.off('data', take)
  return Buffer.concat(chunks)
}

function block(headers: readonly [string, string][]): Buffer {
  const number = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])
  const words = headers.flat().flatMap((word) => [number(Buffer.byteLength(word)), Buffer.from(word)])
  return Buffer.concat([number(headers.length), ...words])
}

describe('header blocks', () => {
  it('has the dictionary of SPDY/3', () => {
    expect(headerDictionary.length).to.equal(1423)
    // The checksum that every zlib stream of SPDY/3 names in its head.
    const { checksum } = headerDictionary.reduce(({ a, checksum: b }, byte) => {
      const next = (a + byte) % 65521
      return { a: next, checksum: (b + next) % 65521 }
    }, { a: 1, checksum: 0 })
    expect(checksum.toString(16)).to.equal('e3c6')
  })

  it('are read one after another from one compressed stream', async () => {
    const deflate = createDeflate({ dictionary: headerDictionary })
    const read = createHeaderReader()
    for (let i = 0; i < 300; i += 1) {
      const sent: [string, string][] = [
        ['streamtype', i % 2 === 0 ? 'data' : 'error'], ['port', '8080'], ['requestid', `${i}`],
        ['x', `${i}`.repeat(80)],
      ]
      expect([...read(await compressed(deflate, block(sent)))]).to.deep.equal(sent)
    }
    deflate.close()
  })

  it('are read as they were written', () => {
    const word = fc.string({ maxLength: 20 })
    fc.assert(fc.property(fc.array(fc.dictionary(word, word, { maxKeys: 5 }), { maxLength: 4 }), (all) => {
      const [read, write] = [createHeaderReader(), createHeaderWriter()]
      for (const headers of all) {
        const plain = new Map(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.split('\0')[0] ?? '']),
        )
        expect([...read(write(plain))]).to.deep.equal([...plain])
      }
    }))
  })

  it('are refused with a SpdyError when they are none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, stored) => {
      const text = Buffer.from(bytes)
      const sizes = Buffer.from([text.length, 0, ~text.length & 255, 255])
      const sent = stored
        ? Buffer.concat([Buffer.from([0x78, 1, 0]), sizes, text, Buffer.from([0, 0, 0, 255, 255])])
        : text
      try {
        createHeaderReader()(sent)
      } catch (error) {
        expect(error).to.be.instanceOf(SpdyError)
      }
    }), { numRuns: 2000 })
  })

  it('are refused when they grow beyond the limit', async () => {
    const deflate = createDeflate({ dictionary: headerDictionary })
    const bomb = await compressed(deflate, Buffer.alloc(spdyLimits.headerBlock * 4))
    deflate.close()
    expect(bomb.length).to.be.lessThan(spdyLimits.controlFrame)
    expect(() => createHeaderReader()(bomb)).to.throw(SpdyError, 'cannot be inflated')
  })

  it('are refused when there are too many', () => {
    const many = new Map(Array.from({ length: spdyLimits.headers + 1 }, (_, i) => [`h${i}`, '']))
    expect(() => createHeaderReader()(createHeaderWriter()(many))).to.throw(SpdyError, 'headers')
  })
})
