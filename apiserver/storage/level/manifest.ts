import { VarintReader } from './varint.ts'

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
/** Fields of one number each, which say nothing of what must be there. */
const numbers = new Set([tags.nextFileNumber, tags.lastSequence, tags.previousLogNumber])

/** Sums up the version edits of a manifest. Throws RangeError for what is none. */
export function readManifest(edits: readonly Buffer[]): Manifest {
  const tables = new Map<number, number>()
  let logNumber = 0
  for (const edit of edits) {
    const fields = new VarintReader(edit)
    while (!fields.ended) {
      const tag = fields.number()
      if (tag === tags.comparator) skipText(fields)
      else if (tag === tags.logNumber) logNumber = fields.number()
      else if (numbers.has(tag)) fields.number()
      else if (tag === tags.compactPointer) readCompactPointer(fields)
      else if (tag === tags.deletedFile) tables.delete(second(fields))
      else if (tag === tags.newFile) readNewFile(fields, tables)
      else throw new RangeError(`a version edit has no field ${tag}`)
    }
  }
  return { logNumber, tables }
}

function readCompactPointer(fields: VarintReader): void {
  fields.number()
  skipText(fields)
}

function readNewFile(fields: VarintReader, tables: Map<number, number>): void {
  const number = second(fields)
  tables.set(number, fields.number())
  skipText(fields)
  skipText(fields)
}

/** The second of two numbers: what comes first is the level. */
function second(fields: VarintReader): number {
  fields.number()
  return fields.number()
}

function skipText(fields: VarintReader): void {
  fields.take(fields.number())
}
