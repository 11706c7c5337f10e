/** What LevelDB's manifest says must be there. */
export interface Manifest {
  /** Logs with this number and above hold what no table has yet. The first of them exists. */
  logNumber: number
  /** How many bytes each table has, by its number. */
  tables: ReadonlyMap<number, number>
}

/** The tags of a version edit's fields. */
const tags = {
  comparator: 1, logNumber: 2, nextFileNumber: 3, lastSequence: 4, compactPointer: 5, deletedFile: 6, newFile: 7,
  previousLogNumber: 9,
}

/** Sums up the version edits of a manifest. Throws RangeError for what is none. */
export function readManifest(edits: readonly Buffer[]): Manifest {
  const tables = new Map<number, number>()
  let logNumber = 0
  for (const edit of edits) {
    const fields = new Fields(edit)
    while (!fields.ended) {
      const tag = fields.number()
      if (tag === tags.comparator) fields.skipText()
      else if (tag === tags.logNumber) logNumber = fields.number()
      else if (tag === tags.nextFileNumber || tag === tags.lastSequence || tag === tags.previousLogNumber) fields.number()
      else if (tag === tags.compactPointer) readCompactPointer(fields)
      else if (tag === tags.deletedFile) tables.delete(fields.second())
      else if (tag === tags.newFile) readNewFile(fields, tables)
      else throw new RangeError(`a version edit has no field ${tag}`)
    }
  }
  return { logNumber, tables }
}

function readCompactPointer(fields: Fields): void {
  fields.number()
  fields.skipText()
}

function readNewFile(fields: Fields, tables: Map<number, number>): void {
  const number = fields.second()
  tables.set(number, fields.number())
  fields.skipText()
  fields.skipText()
}

class Fields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** A number in groups of seven bits, the lowest first. */
  number(): number {
    for (let value = 0, weight = 1; ; weight *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a version edit ends too early')
      value += (byte & 127) * weight
      if (byte < 128) return value
    }
  }

  /** The second of two numbers: what comes first is the level. */
  second(): number {
    this.number()
    return this.number()
  }

  skipText(): void {
    const length = this.number()
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('a version edit ends too early')
  }
}
