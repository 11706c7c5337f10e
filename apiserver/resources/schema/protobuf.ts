import { DecodeError } from './decode-error.ts'
import { checkDepth } from './depth.ts'
import { decodeJson } from './decode.ts'
import { toWire } from './encode.ts'
import { structFor } from './kinds.ts'
import { readStruct, writeStruct } from './protobuf-struct.ts'
import { messageShape, readFields, WireWriter } from './protobuf-wire.ts'
import type { StructType } from './schema.ts'

/** What every object in `application/vnd.kubernetes.protobuf` starts with. */
const protobufMagic = Buffer.from('k8s\0', 'latin1')

/** The envelope around an object; upstream: runtime.Unknown. */
export interface Envelope {
  apiVersion: string
  kind: string
  raw: Buffer
  contentType: string
}

/**
 * The envelope of a body, with the object not yet read.
 *
 * @throws DecodeError (400) when the body is none, with upstream's words.
 */
function readEnvelope(body: Buffer): Envelope {
  if (body.length === 0) throw new DecodeError('syntax', 'empty data')
  if (!body.subarray(0, protobufMagic.length).equals(protobufMagic)) {
    const magic = '[107 56 115 0]'
    throw new DecodeError('syntax', `provided data does not appear to be a protobuf message, expected prefix ${magic}`)
  }
  if (body.length === protobufMagic.length) throw new DecodeError('syntax', 'empty body')
  const envelope: Envelope = { apiVersion: '', kind: '', raw: Buffer.alloc(0), contentType: '' }
  guarded('syntax', () => {
    for (const field of readFields(body.subarray(protobufMagic.length), envelopeShape)) {
      if (field.number === 1) readTypeMeta(field.data, envelope)
      if (field.number === 2) envelope.raw = field.data
      if (field.number === 4) envelope.contentType = field.data.toString()
    }
  })
  return envelope
}

const envelopeShape = messageShape('Unknown', {
  1: ['TypeMeta', 'bytes'], 2: ['Raw', 'bytes'], 3: ['ContentEncoding', 'bytes'], 4: ['ContentType', 'bytes'],
})
const typeMetaShape = messageShape('TypeMeta', { 1: ['APIVersion', 'bytes'], 2: ['Kind', 'bytes'] })

function readTypeMeta(message: Buffer, envelope: Envelope): void {
  for (const field of readFields(message, typeMetaShape)) {
    if (field.number === 1) envelope.apiVersion = field.data.toString()
    if (field.number === 2) envelope.kind = field.data.toString()
  }
}

/**
 * The object in an enveloped body, as JSON, in the form toWire gives. `fallback` is its type when the
 * envelope does not name one.
 *
 * @throws DecodeError (400) when the body is malformed or its kind unknown.
 */
export function decodeProtobuf(body: Buffer, fallback?: StructType): any {
  const { apiVersion, kind, raw, contentType } = readEnvelope(body)
  const struct = structFor(apiVersion, kind) ?? fallback
  if (!struct) {
    const what = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`
    throw new DecodeError('type', what)
  }
  const isJson = contentType === 'application/json'
  const object = isJson
    ? decodeJson(raw.toString(), struct).object
    : checkDepth(guarded('type', () => readStruct(struct, raw)))
  return toWire(struct, { ...object, ...(kind === '' ? {} : { kind }), ...(apiVersion === '' ? {} : { apiVersion }) })
}

/** Whether an object can be answered in protobuf: its type is built in. */
export function hasProtobuf(apiVersion: string, kind: string): boolean {
  const struct = structFor(apiVersion, kind)
  return struct !== undefined && struct.fields.some((field) => field.proto > 0 || field.via !== undefined)
}

/** An object in its envelope. Throws RangeError for a kind that is not built in, see hasProtobuf. */
export function encodeProtobuf(object: { apiVersion?: string; kind?: string }): Buffer {
  const { apiVersion = '', kind = '' } = object
  const struct = structFor(apiVersion, kind)
  if (!struct) throw new RangeError(`cannot encode ${apiVersion} ${kind} as protobuf: it has no built-in type`)
  return envelop(apiVersion, kind, writeStruct(struct, object))
}

/** The message of an object in its envelope. */
export function envelop(apiVersion: string, kind: string, message: Buffer): Buffer {
  const { head, tail } = envelopeAround(apiVersion, kind, message.length)
  return Buffer.concat([head, message, tail])
}

/** What stands before and behind a message of so many bytes in its envelope. */
export function envelopeAround(apiVersion: string, kind: string, messageBytes: number): { head: Buffer; tail: Buffer } {
  const typeMeta = new WireWriter()
  typeMeta.text(1, apiVersion)
  typeMeta.text(2, kind)
  const head = new WireWriter()
  head.bytes(1, typeMeta.finish())
  head.announce(2, messageBytes)
  const tail = new WireWriter()
  tail.text(3, '')
  tail.text(4, '')
  return { head: Buffer.concat([protobufMagic, head.finish()]), tail: tail.finish() }
}

/**
 * One event of a watch in `application/vnd.kubernetes.protobuf;stream=watch`: its length in four bytes, then itself.
 */
export function encodeWatchEvent(type: string, object: { apiVersion?: string; kind?: string }): Buffer {
  return watchFrame(type, encodeProtobuf(object))
}

/** The same for an object that is in its envelope already. */
export function watchFrame(type: string, enveloped: Buffer): Buffer {
  const raw = new WireWriter()
  raw.bytes(1, enveloped)
  const event = new WireWriter()
  event.text(1, type)
  event.bytes(2, raw.finish())
  const message = event.finish()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  return Buffer.concat([length, message])
}

function guarded<T>(stage: 'syntax' | 'type', read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new DecodeError(stage, error.message)
    throw error
  }
}
