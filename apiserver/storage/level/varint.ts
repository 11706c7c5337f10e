/**
 * Reads numbers in groups of seven bits, the lowest first, as LevelDB writes them. Past the end it throws RangeError.
 */
export class VarintReader {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  number(): number {
    for (let value = 0, weight = 1; ; weight *= 128) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw new RangeError('the bytes end too early')
      value += (byte & 127) * weight
      if (byte < 128) return value
    }
  }

  take(length: number): Buffer {
    const taken = this.bytes.subarray(this.at, this.at + length)
    if (taken.length < length) throw new RangeError('the bytes end too early')
    this.at += length
    return taken
  }
}
