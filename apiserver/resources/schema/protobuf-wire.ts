/** Protobuf's wire format: tags, varints and length-delimited parts. Integers past 2^53 are bigints. */

const varint = 0
const fixed64 = 1
const bytes = 2
const groupStart = 3
const groupEnd = 4
const fixed32 = 5

/** Appends fields to a growing buffer. */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(256)
  #length = 0

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  integer(field: number, value: number | bigint): void {
    this.#varint(field * 8 + varint)
    this.#varint(value)
  }

  double(field: number, value: number): void {
    this.#varint(field * 8 + fixed64)
    this.#reserve(8)
    this.#length = this.#buffer.writeDoubleLE(value, this.#length)
  }

  text(field: number, value: string): void {
    const size = Buffer.byteLength(value)
    this.#varint(field * 8 + bytes)
    this.#varint(size)
    this.#reserve(size)
    this.#buffer.write(value, this.#length)
    this.#length += size
  }

  /** Says that so many bytes follow, which somebody else writes. */
  announce(field: number, size: number): void {
    this.#varint(field * 8 + bytes)
    this.#varint(size)
  }

  bytes(field: number, value: Uint8Array): void {
    this.announce(field, value.length)
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  #varint(value: number | bigint): void {
    this.#reserve(10)
    let rest = value < 0 || value > Number.MAX_SAFE_INTEGER ? this.#wide(value) : Number(value)
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#buffer[this.#length++] = (rest % 128) | 0x80
    this.#buffer[this.#length++] = rest
  }

  /** Writes the lower 35 bits of a value's two's complement; the rest fits a number. */
  #wide(value: number | bigint): number {
    let bits = BigInt.asUintN(64, BigInt(value))
    for (let written = 0; written < 5; written++, bits >>= 7n) {
      this.#buffer[this.#length++] = Number(bits & 0x7fn) | 0x80
    }
    return Number(bits)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return
    const bigger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more))
    bigger.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = bigger
  }
}

/** What a field of a message is, for those who read it. */
export interface FieldShape {
  /** The Go name, which messages print. */
  go: string
  wire: number
  /** Integers that may come one by one, or all as bytes. */
  packed?: boolean
}

/** What Go knows of a message. */
export interface MessageShape {
  name: string
  fields: ReadonlyMap<number, FieldShape>
}

const wires = { integer: varint, double: fixed64, bytes }

/** A message of fields by their number, each with its Go name and what it is. */
export function messageShape(
  name: string, fields: Readonly<Record<number, [string, keyof typeof wires]>>,
): MessageShape {
  const shapes = Object.entries(fields).map(([number, [go, wire]]): [number, FieldShape] =>
    [Number(number), { go, wire: wires[wire] }])
  return { name, fields: new Map(shapes) }
}

/** One field as it stands on the wire. */
export interface WireField {
  number: number
  isBytes: boolean
  /** For varints; where it is past 2^53, `whole` has all of it. */
  integer: number
  whole: number | bigint
  double: number
  /** For length-delimited fields. */
  data: Buffer
}

const nothing = Buffer.alloc(0)

/**
 * The fields of a message in their order; what is of no use to anyone (a group) is passed over. Throws RangeError, with
 * Go's words, when the message is cut short, malformed, or has another thing where `shape` says what is to be.
 */
export function* readFields(message: Buffer, shape?: MessageShape): Generator<WireField> {
  let at = 0
  const whole = (): number | bigint => {
    const start = at
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('unexpected EOF')
      if (at - start > 10) throw new RangeError('proto: integer overflow')
      value += (byte & 0x7f) * shift
      if (byte < 0x80) break
    }
    // Past 53 bits (negative numbers) the sum is not exact: read again in 64 bits.
    return value > Number.MAX_SAFE_INTEGER ? signed(message.subarray(start, at)) : value
  }
  const next = (): number => Number(whole())
  while (at < message.length) {
    const tag = next()
    const kind = ((tag % 8) + 8) % 8
    const number = Math.floor(tag / 8)
    if (shape) checkTag(shape, number, kind)
    const field: WireField = { number, isBytes: kind === bytes, integer: 0, whole: 0, double: 0, data: nothing }
    if (kind === groupStart) {
      skipGroup()
      continue
    }
    if (kind === varint) {
      field.whole = whole()
      field.integer = Number(field.whole)
    } else if (kind === bytes) field.data = take(message, next())
    else if (kind === fixed64) field.double = take(message, 8).readDoubleLE()
    else if (kind === fixed32) take(message, 4)
    else throw new RangeError(`proto: illegal wireType ${kind}`)
    yield field
  }

  function skipGroup(): void {
    for (let depth = 1; depth > 0;) {
      const kind = next() % 8
      if (kind === varint) whole()
      else if (kind === bytes) take(message, next())
      else if (kind === fixed64 || kind === fixed32) take(message, kind === fixed64 ? 8 : 4)
      else if (kind === groupStart || kind === groupEnd) depth += kind === groupStart ? 1 : -1
      else throw new RangeError(`proto: illegal wireType ${kind}`)
    }
  }

  function take(from: Buffer, size: number): Buffer {
    if (size < 0) throw new RangeError('proto: negative length found during unmarshaling')
    if (at + size > from.length) throw new RangeError('unexpected EOF')
    at += size
    return from.subarray(at - size, at)
  }
}

function checkTag({ name, fields }: MessageShape, number: number, kind: number): void {
  if (kind === groupEnd) throw new RangeError(`proto: ${name}: wiretype end group for non-group`)
  if (number <= 0) throw new RangeError(`proto: ${name}: illegal tag ${number} (wire type ${kind})`)
  const known = fields.get(number)
  if (!known || known.wire === kind || (known.packed && kind === bytes)) return
  throw new RangeError(`proto: wrong wireType = ${kind} for field ${known.go}`)
}

/** Integers that come all as bytes, as fields of their own. */
export function* unpack({ number, data }: WireField): Generator<WireField> {
  for (let at = 0; at < data.length;) {
    const start = at
    while (at < data.length && data[at]! >= 0x80) at++
    if (at === data.length) throw new RangeError('unexpected EOF')
    at++
    const whole = at - start === 1 ? data[start]! : signed(data.subarray(start, at))
    yield { number, isBytes: false, integer: Number(whole), whole, double: 0, data: nothing }
  }
}

function signed(encoded: Buffer): number | bigint {
  let bits = 0n
  for (const [index, byte] of encoded.entries()) bits |= BigInt(byte & 0x7f) << BigInt(7 * index)
  const value = BigInt.asIntN(64, bits)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}
