/** Types of HTTP/2 frames, RFC 9113 section 6. */
export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const

/** What a reader of frames sees. */
export interface Frame {
  type: number
  flags: number
  stream: number
  payload: Buffer
}

const endStream = 1
const endHeaders = 4

/** One frame as it goes on the wire. */
export function frame(
  { type, flags = 0, stream = 0, payload = Buffer.alloc(0) }: Partial<Frame> & { type: number },
): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** What a client says first: the preface, and that it has no wishes. */
export const opening = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame({ type: frameTypes.settings }),
])

/** A request without a body, its headers as literals that are not indexed. */
export function request(stream: number, path: string, { method = 'GET', open = false } = {}): Buffer {
  const fields: [string, string][] = [
    [':method', method], [':scheme', 'https'], [':path', path], [':authority', 'localhost'],
  ]
  const payload = Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]))
  return frame({ type: frameTypes.headers, flags: endHeaders | (open ? 0 : endStream), stream, payload })
}

/** A header of four thousand bytes, said once and then repeated by one byte each time. */
export function swellingHeaders(stream: number, times: number): Buffer {
  const once = Buffer.concat([Buffer.from([0x40]), text('x-a'), text('y'.repeat(3900))])
  const payload = Buffer.concat([Buffer.from([0x82, 0x84, 0x87]), once, Buffer.alloc(times, 0xbe)])
  return frame({ type: frameTypes.headers, flags: endHeaders | endStream, stream, payload })
}

/** The beginning of headers that go on in frames of their own. */
export const unfinishedHeaders = frame({ type: frameTypes.headers, stream: 1, payload: Buffer.from([0x82]) })

/** One of them, which is not the last. */
export const moreHeaders = frame({
  type: frameTypes.continuation, stream: 1, payload: Buffer.from([0, 1, 0x61, 1, 0x62]),
})

/** A string of HPACK, RFC 7541 section 5.2, without Huffman's code; shorter than 16,000 bytes. */
function text(value: string): Buffer {
  const more = value.length - 127
  const length = more < 0 ? [value.length] : [127, (more & 127) | 128, more >> 7]
  return Buffer.concat([Buffer.from(length), Buffer.from(value)])
}

/** Takes a stream back. */
export function reset(stream: number): Buffer {
  return frame({ type: frameTypes.reset, stream, payload: Buffer.from([0, 0, 0, 8]) })
}

/** Asks for an echo. */
export const ping = frame({ type: frameTypes.ping, payload: Buffer.alloc(8) })

/** Cuts what comes into frames, for `see`. */
export function frameReader(see: (frame: Frame) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3)
      see({
        type: rest.readUInt8(3), flags: rest.readUInt8(4), stream: rest.readUInt32BE(5), payload: rest.subarray(9, end),
      })
      rest = rest.subarray(end)
    }
  }
}

/** The error code of a GOAWAY. */
export function goawayCode({ payload }: Frame): number {
  return payload.readUInt32BE(4)
}

/** The peer is asked to do less; RFC 9113 section 7. */
export const enhanceYourCalm = 0xb
