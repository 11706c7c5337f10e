import type { Operation } from './layout.ts'

const digestKey = 'm/live'
const countBytes = 6
const prime = 16777619

/**
 * How many keys are live, and a sum over each with its revision, whatever their order. It is written with every
 * batch, so that what is missing at the next start is missed.
 */
export class LiveDigest {
  readonly count: number
  readonly sum: number

  constructor(count = 0, sum = 0) {
    this.count = count
    this.sum = sum
  }

  /** The digest when a key goes from one revision to another; 0 is for a key that is not there. */
  with(key: string, from: number, to: number): LiveDigest {
    const count = this.count + Number(to > 0) - Number(from > 0)
    return new LiveDigest(count, (this.sum + hash(key, to) - hash(key, from)) >>> 0)
  }

  equals(other: LiveDigest): boolean {
    return this.count === other.count && this.sum === other.sum
  }
}

/** What a batch writes to keep a digest. */
export function putDigest({ count, sum }: LiveDigest): Operation {
  const value = Buffer.allocUnsafe(countBytes + 4)
  value.writeUIntBE(count, 0, countBytes)
  value.writeUInt32BE(sum, countBytes)
  return { type: 'put', key: digestKey, value }
}

/** The digest that the last batch kept; undefined in a database that has none yet. */
export function readDigest(database: { get(key: string): Buffer | undefined }): LiveDigest | undefined {
  const value = database.get(digestKey)
  return value && new LiveDigest(value.readUIntBE(0, countBytes), value.readUInt32BE(countBytes))
}

/** FNV-1a over the key and the revision, mixed once more; 0 for revision 0. */
function hash(key: string, revision: number): number {
  if (revision === 0) return 0
  let mixed = 2166136261
  for (let at = 0; at < key.length; at++) mixed = Math.imul(mixed ^ key.charCodeAt(at), prime)
  mixed = Math.imul(mixed ^ (revision >>> 0), prime)
  mixed = Math.imul(mixed ^ Math.floor(revision / 2 ** 32), prime)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0
}
