import { expect } from 'chai'
import fc from 'fast-check'
import { gunzipSync } from 'node:zlib'
import { gzipParts } from './gzip.ts'
import { type CompressedPart, PartReader, type PartedBody, partsOf, sizeOfBody } from './parts.ts'

interface Key { prefix: string; text: string; start: number }

const keys = fc.array(
  fc.record({ prefix: fc.string({ maxLength: 3 }), text: fc.string({ maxLength: 40 }), start: fc.nat(2) }),
  { maxLength: 12 },
)

function bodyOf(all: readonly Key[], compressed = new WeakMap<Key, CompressedPart>()): PartedBody<Key> {
  const part = ({ prefix, text, start }: Key) => {
    const bytes = Buffer.from(text)
    return { prefix: Buffer.from(prefix), bytes, start: Math.min(start, bytes.length) }
  }
  return { head: Buffer.from('<head>'), keys: all, tail: Buffer.from('<tail>'), part, compressed }
}

function textOf(all: readonly Key[]): string {
  const parts = all.map(
    ({ prefix, text, start }) => Buffer.concat([Buffer.from(prefix), Buffer.from(text).subarray(start)]),
  )
  return Buffer.concat([Buffer.from('<head>'), ...parts, Buffer.from('<tail>')]).toString('latin1')
}

function read(reader: PartReader, chunkBytes: number): Buffer {
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = Buffer.alloc(chunkBytes)
    const size = reader.fill(chunk)
    chunks.push(chunk.subarray(0, size))
    if (size < chunkBytes) return Buffer.concat(chunks)
  }
}

describe('a body in parts', () => {
  it('is read whole, whatever the size of the buffers', () => {
    fc.assert(fc.property(keys, fc.integer({ min: 1, max: 50 }), (all, chunkBytes) => {
      const body = bodyOf(all)
      const bytes = read(new PartReader(partsOf(body)), chunkBytes)
      expect(bytes.toString('latin1')).to.equal(textOf(all))
      expect(sizeOfBody(body)).to.equal(bytes.length)
    }))
  })

  it('is joined from compressed parts to what any gzip reads, and they are kept', () => {
    fc.assert(fc.property(keys, (all) => {
      const compressed = new WeakMap<Key, CompressedPart>()
      const zip = () => read(new PartReader(gzipParts(bodyOf(all, compressed))), 64)
      const first = zip()
      expect(gunzipSync(first).toString('latin1')).to.equal(textOf(all))
      expect(all.every((key) => compressed.has(key))).to.equal(true)
      expect(zip().equals(first)).to.equal(true)
    }))
  })
})
