import { spdyLimits } from '../../../apimachinery/limits.ts'

/** One frame of SPDY/3.1. A data frame is given out in the pieces in which it arrives; `fin` stands on the last. */
export type SpdyFrame =
  | { type: 'data'; stream: number; data: Buffer; fin: boolean }
  | { type: 'syn-stream'; stream: number; block: Buffer; fin: boolean }
  | { type: 'syn-reply'; stream: number; block: Buffer; fin: boolean }
  | { type: 'headers'; stream: number; block: Buffer; fin: boolean }
  | { type: 'rst-stream'; stream: number; status: number }
  | { type: 'ping'; id: number }
  | { type: 'goaway'; lastStream: number; status: number }
  /** What says nothing to us: settings, window updates, credentials, and types of later versions. */
  | { type: 'other' }

/** The peer does not speak SPDY/3.1; the connection is of no more use. */
export class SpdyError extends Error {
  override name = 'SpdyError'
}

/** Why a stream is reset. */
export const resetStatus = { protocolError: 1, invalidStream: 2, refusedStream: 3, cancel: 5 } as const

const headLength = 8
const version = 3
const finFlag = 1
const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goaway: 7, headers: 8 } as const

interface Head { control: boolean; type: number; stream: number; fin: boolean; length: number }

/**
 * Takes a connection's bytes, however they are cut, and gives its frames. Throws SpdyError;
 * holds at most one control frame.
 */
export function createFrameReader(): (chunk: Buffer) => SpdyFrame[] {
  let held: Buffer = Buffer.alloc(0)
  let data: { stream: number; fin: boolean; left: number } | null = null

  /** One step at the front of `bytes`: how far it went, and what it found; null when more is needed. */
  function step(bytes: Buffer): { used: number; frame: SpdyFrame | null } | null {
    if (data !== null) return dataPiece(bytes, data)
    if (bytes.length < headLength) return null
    const head = parseHead(bytes)
    if (!head.control) {
      data = { stream: head.stream, fin: head.fin, left: head.length }
      return { used: headLength, frame: null }
    }
    if (head.length > spdyLimits.controlFrame) throw new SpdyError(`a control frame of ${head.length} bytes`)
    const end = headLength + head.length
    return bytes.length < end ? null : { used: end, frame: controlFrame(head, bytes.subarray(headLength, end)) }
  }

  function dataPiece(
    bytes: Buffer, { stream, fin, left }: NonNullable<typeof data>,
  ): { used: number; frame: SpdyFrame } | null {
    if (bytes.length === 0 && left > 0) return null
    const piece = bytes.subarray(0, left)
    const last = piece.length === left
    data = last ? null : { stream, fin, left: left - piece.length }
    return { used: piece.length, frame: { type: 'data', stream, data: piece, fin: fin && last } }
  }

  return (chunk) => {
    let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const frames: SpdyFrame[] = []
    for (let found = step(bytes); found !== null; found = step(bytes)) {
      bytes = bytes.subarray(found.used)
      if (found.frame !== null) frames.push(found.frame)
    }
    // A copy, so that a few bytes do not keep a whole chunk.
    held = Buffer.from(bytes)
    return frames
  }
}

function parseHead(bytes: Buffer): Head {
  const first = bytes.readUInt32BE(0)
  const control = first >= 0x8000_0000
  if (control && ((first >>> 16) & 0x7fff) !== version) throw new SpdyError('not SPDY/3.1')
  return {
    control,
    type: control ? first & 0xffff : 0,
    stream: control ? 0 : first,
    fin: ((bytes[4] ?? 0) & finFlag) !== 0,
    length: bytes.readUIntBE(5, 3),
  }
}

/** Bytes before the header block, of the frames that have one. */
const blockOffsets: Readonly<Record<number, number>> = {
  [types.synStream]: 10, [types.synReply]: 4, [types.headers]: 4,
}
const blockTypes = {
  [types.synStream]: 'syn-stream', [types.synReply]: 'syn-reply', [types.headers]: 'headers',
} as const

function controlFrame({ type, fin }: Head, body: Buffer): SpdyFrame {
  const stream = body.length >= 4 ? body.readUInt32BE(0) & 0x7fff_ffff : 0
  switch (type) {
    case types.synStream:
    case types.synReply:
    case types.headers: {
      const offset = blockOffsets[type] ?? 0
      if (body.length < offset) throw new SpdyError('a frame that is too short')
      return { type: blockTypes[type], stream, block: body.subarray(offset), fin }
    }
    case types.rstStream:
    case types.goaway: {
      if (body.length < 8) throw new SpdyError('a frame that is too short')
      const status = body.readUInt32BE(4)
      return type === types.goaway
        ? { type: 'goaway', lastStream: stream, status }
        : { type: 'rst-stream', stream, status }
    }
    case types.ping:
      if (body.length < 4) throw new SpdyError('a frame that is too short')
      return { type: 'ping', id: body.readUInt32BE(0) }
    default:
      return { type: 'other' }
  }
}

/** The bytes of a frame; those of a data frame without the data, which may follow uncopied. */
export function encodeFrame(frame: Exclude<SpdyFrame, { type: 'other' }>): Buffer {
  switch (frame.type) {
    case 'data': {
      const head = Buffer.alloc(headLength)
      head.writeUInt32BE(frame.stream)
      head.writeUInt32BE((frame.fin ? finFlag << 24 : 0) + frame.data.length, 4)
      return head
    }
    case 'syn-stream':
      return control(types.synStream, frame.fin, [word(frame.stream), word(0), Buffer.alloc(2), frame.block])
    case 'syn-reply':
      return control(types.synReply, frame.fin, [word(frame.stream), frame.block])
    case 'headers':
      return control(types.headers, frame.fin, [word(frame.stream), frame.block])
    case 'rst-stream':
      return control(types.rstStream, false, [word(frame.stream), word(frame.status)])
    case 'ping':
      return control(types.ping, false, [word(frame.id)])
    case 'goaway':
      return control(types.goaway, false, [word(frame.lastStream), word(frame.status)])
  }
}

function control(type: number, fin: boolean, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(headLength)
  head.writeUInt16BE(0x8000 | version)
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE((fin ? finFlag << 24 : 0) + body.length, 4)
  return Buffer.concat([head, body])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
