import { expect } from 'chai'
import fc from 'fast-check'
import { createFrameReader, encodeFrame, SpdyError } from './frames.ts'
import type { SpdyFrame } from './frames.ts'
import { spdyLimits } from '../../../apimachinery/limits.ts'

const number31 = fc.integer({ min: 0, max: 0x7fff_ffff })
const block = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
const anyFrame: fc.Arbitrary<Exclude<SpdyFrame, { type: 'other' }>> = fc.oneof(
  fc.record({ type: fc.constant('data' as const), stream: number31, data: block, fin: fc.boolean() }),
  fc.record({
    type: fc.constantFrom('syn-stream' as const, 'syn-reply' as const, 'headers' as const), stream: number31, block,
    fin: fc.boolean(),
  }),
  fc.record({ type: fc.constant('rst-stream' as const), stream: number31, status: number31 }),
  fc.record({ type: fc.constant('ping' as const), id: number31 }),
  fc.record({ type: fc.constant('goaway' as const), lastStream: number31, status: number31 }),
)

const wire = (frame: Exclude<SpdyFrame, { type: 'other' }>): Buffer =>
  frame.type === 'data' ? Buffer.concat([encodeFrame(frame), frame.data]) : encodeFrame(frame)

/** Pieces of one data frame put together again. */
function joined(frames: readonly SpdyFrame[], sizes: readonly number[]): SpdyFrame[] {
  const all: SpdyFrame[] = []
  const wanted = [...sizes]
  let open: Extract<SpdyFrame, { type: 'data' }> | null = null
  for (const frame of frames) {
    if (frame.type !== 'data') {
      all.push(frame)
      continue
    }
    open = open === null ? frame : { ...frame, data: Buffer.concat([open.data, frame.data]) }
    if (open.data.length < wanted[0]!) continue
    all.push(open)
    wanted.shift()
    open = null
  }
  return all
}

describe('createFrameReader', () => {
  it('gives back every frame that was encoded, however the bytes are cut', () => {
    fc.assert(fc.property(
      fc.array(anyFrame, { maxLength: 8 }), fc.infiniteStream(fc.integer({ min: 1, max: 64 })), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(wire))
        const read = createFrameReader()
        const found: SpdyFrame[] = []
        for (let at = 0; at < bytes.length;) {
          const size = cuts.next().value!
          found.push(...read(bytes.subarray(at, at + size)))
          at += size
        }
        const sizes = frames.flatMap((frame) => (frame.type === 'data' ? [frame.data.length] : []))
        expect(joined(found, sizes)).to.deep.equal(frames)
      },
    ))
  })

  it('takes any bytes, or refuses them with a SpdyError', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (chunks) => {
      const read = createFrameReader()
      try {
        for (const chunk of chunks) read(Buffer.from(chunk))
      } catch (error) {
        expect(error).to.be.instanceOf(SpdyError)
      }
    }), { numRuns: 2000 })
  })

  it('takes any body behind the head of a control frame, or refuses it with a SpdyError', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), fc.uint8Array({ maxLength: 30 }), (type, body) => {
      const head = Buffer.from([0x80, 3, 0, type, 0, 0, 0, body.length])
      try {
        expect(createFrameReader()(Buffer.concat([head, body]))).to.have.lengthOf(1)
      } catch (error) {
        expect(error).to.be.instanceOf(SpdyError)
      }
    }), { numRuns: 2000 })
  })

  it('refuses a control frame over the limit before it has come', () => {
    const head = Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 0])
    head.writeUIntBE(spdyLimits.controlFrame + 1, 5, 3)
    expect(() => createFrameReader()(head)).to.throw(SpdyError, 'control frame')
  })

  it('refuses other versions', () => {
    expect(() => createFrameReader()(Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0]))).to.throw(SpdyError, 'not SPDY/3.1')
  })

  it('passes on a data frame as it comes, without waiting for the whole', () => {
    const read = createFrameReader()
    const head = encodeFrame({ type: 'data', stream: 1, data: Buffer.alloc(0), fin: true })
    head.writeUIntBE(0xff_ffff, 5, 3)
    expect(read(Buffer.concat([head, Buffer.from('abc')])))
      .to.deep.equal([{ type: 'data', stream: 1, data: Buffer.from('abc'), fin: false }])
  })
})
