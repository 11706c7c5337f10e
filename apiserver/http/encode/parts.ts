/** One of the kept parts of a body: a few bytes, then the kept ones from `start` on. */
export interface Part {
  readonly prefix: Buffer
  readonly bytes: Buffer
  readonly start: number
}

/** A body that is put together from what is kept: nothing of it is copied before it is sent. */
export interface PartedBody<Key extends object = object> {
  readonly head: Buffer
  /** What the parts are made of, in their order. */
  readonly keys: readonly Key[]
  readonly tail: Buffer
  part(key: Key): Part
  /** Where compressed parts are kept: two bodies with the same one show a key alike. */
  readonly compressed: WeakMap<Key, CompressedPart>
}

/** A part as a deflate block on its own, and what a checksum over all parts needs of it. */
export interface CompressedPart {
  readonly block: Buffer
  /** How long it is uncompressed. */
  readonly length: number
  readonly crc: number
  /** Moves a checksum on by `length` bytes. */
  readonly shift: number
}

/** How many bytes a part has. */
export function sizeOfPart({ prefix, bytes, start }: Part): number {
  return prefix.length + bytes.length - start
}

/** How many bytes a body has. */
export function sizeOfBody<Key extends object>({ head, keys, tail, part }: PartedBody<Key>): number {
  let size = head.length + tail.length
  for (const key of keys) size += sizeOfPart(part(key))
  return size
}

const none = Buffer.alloc(0)

/** A part of its own. */
export function wholePart(bytes: Buffer): Part {
  return { prefix: none, bytes, start: 0 }
}

/** All parts of a body in their order. */
export function* partsOf<Key extends object>({ head, keys, tail, part }: PartedBody<Key>): Generator<Part> {
  yield wholePart(head)
  for (const key of keys) yield part(key)
  yield wholePart(tail)
}

/** A body as one buffer of `size` bytes, which must be its size. */
export function wholeBody<Key extends object>(body: PartedBody<Key>, size = sizeOfBody(body)): Buffer {
  return joinParts(partsOf(body), size)
}

/** Parts as one buffer of `size` bytes, which must be their size. */
export function joinParts(parts: Iterator<Part>, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  new PartReader(parts).fill(bytes)
  return bytes
}

/** Fills buffers with parts, one after the other, cutting parts where a buffer ends. */
export class PartReader {
  readonly #parts: Iterator<Part>
  #part: Part | undefined
  /** How much of the part was copied. */
  #copied = 0

  constructor(parts: Iterator<Part>) {
    this.#parts = parts
  }

  /** How many bytes were put into the buffer; less than fit only at the end. */
  fill(into: Buffer): number {
    let at = 0
    while (at < into.length) {
      this.#part ??= this.#parts.next().value as Part | undefined
      if (this.#part === undefined) break
      at += this.#copy(this.#part, into, at)
    }
    return at
  }

  #copy(part: Part, into: Buffer, at: number): number {
    const { prefix, bytes, start } = part
    let written = 0
    if (this.#copied < prefix.length) written += prefix.copy(into, at, this.#copied)
    const from = start + Math.max(0, this.#copied + written - prefix.length)
    if (this.#copied + written >= prefix.length && from < bytes.length) written += bytes.copy(into, at + written, from)
    this.#copied += written
    if (this.#copied < sizeOfPart(part)) return written
    this.#part = undefined
    this.#copied = 0
    return written
  }
}
