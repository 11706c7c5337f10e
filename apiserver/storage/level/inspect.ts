import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedFileError } from './damage.ts'
import { readLog } from './log-file.ts'
import { readManifest } from './manifest.ts'
import { isSoundTable } from './table-file.ts'

/**
 * Looks at LevelDB's files before LevelDB does, which drops what it cannot read and starts an empty database where
 * its CURRENT file is missing. Throws DamagedFileError when something that was written is missing or unreadable.
 * What a crash left of the last batch, which nobody was told of, is no damage.
 */
export async function inspectFiles(directory: string): Promise<void> {
  const first = await damageIn(directory)
  // A process that has the database open replaces files meanwhile: what is found once may be that.
  if (first !== undefined && (await damageIn(directory))?.message === first.message) throw first
}

async function damageIn(directory: string): Promise<DamagedFileError | undefined> {
  try {
    await checkFiles(directory)
    return undefined
  } catch (error) {
    if (error instanceof DamagedFileError) return error
    throw error
  }
}

async function checkFiles(directory: string): Promise<void> {
  const files = await filesIn(directory)
  const manifestName = await currentManifest(directory, files)
  if (manifestName === undefined) return
  const { logNumber, tables } = await manifestIn(directory, manifestName)
  for (const [number, size] of tables) await checkTable(directory, files, number, size)
  const logs = files.filter((name) => /^\d+\.log$/.test(name) && Number.parseInt(name, 10) >= logNumber).sort(byNumber)
  // A database that was just made names log 0, and has none before its first start is through.
  if (logNumber > 0 && Number.parseInt(logs[0] ?? '', 10) !== logNumber) {
    throw new DamagedFileError(`${fileName(logNumber, 'log')} is missing`)
  }
  await checkLogs(directory, logs)
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The manifest that CURRENT names; undefined in a directory that has no database yet. */
async function currentManifest(directory: string, files: readonly string[]): Promise<string | undefined> {
  if (!files.includes('CURRENT')) {
    // A first start that was killed leaves a first manifest, but neither logs nor tables.
    const data = files.find((name) => /^\d+\.(log|ldb|sst)$/.test(name))
    if (data !== undefined) throw new DamagedFileError(`CURRENT is missing beside ${data}`)
    return undefined
  }
  const [, name] = /^(MANIFEST-\d+)\n$/.exec(await readFile(join(directory, 'CURRENT'), 'latin1')) ?? []
  if (name === undefined) throw new DamagedFileError('CURRENT names no manifest')
  if (!files.includes(name)) throw new DamagedFileError(`${name} is missing`)
  return name
}

async function manifestIn(directory: string, name: string): Promise<ReturnType<typeof readManifest>> {
  const { records, damaged } = readLog(await readFile(join(directory, name)))
  if (damaged !== undefined) throw unreadable(name, damaged)
  try {
    return readManifest(records)
  } catch (error) {
    throw new DamagedFileError(`${name} cannot be read`, { cause: error })
  }
}

async function checkTable(directory: string, files: readonly string[], number: number, size: number): Promise<void> {
  const name = [fileName(number, 'ldb'), fileName(number, 'sst')].find((each) => files.includes(each))
  if (name === undefined) throw new DamagedFileError(`${fileName(number, 'ldb')} is missing`)
  const found = await stat(join(directory, name))
  if (found.size !== size) throw new DamagedFileError(`${name} has ${found.size} bytes instead of ${size}`)
  if (!(await isSoundTable(join(directory, name)))) throw new DamagedFileError(`${name} cannot be read`)
}

/** Every batch is on the disk before the next is written, so only the very last one may be unfinished. */
async function checkLogs(directory: string, logs: readonly string[]): Promise<void> {
  let torn: { name: string; at: number } | undefined
  let sequence: number | undefined
  for (const name of logs) {
    const contents = readLog(await readFile(join(directory, name)))
    if (contents.damaged !== undefined) throw unreadable(name, contents.damaged)
    for (const record of contents.records) {
      const { first, count } = batchHeader(record, name)
      if (torn !== undefined) throw unreadable(torn.name, torn.at)
      if (sequence !== undefined && first !== sequence) {
        throw new DamagedFileError(`${name} does not go on where it should`)
      }
      sequence = first + count
    }
    if (contents.torn !== undefined) torn ??= { name, at: contents.torn }
  }
}

/** Where a batch stands in the sequence of all changes, and how many it has. */
function batchHeader(record: Buffer, name: string): { first: number; count: number } {
  if (record.length < 12) throw new DamagedFileError(`${name} cannot be read`)
  return { first: Number(record.readBigUInt64LE(0)), count: record.readUInt32LE(8) }
}

const fileName = (number: number, ending: string): string => `${String(number).padStart(6, '0')}.${ending}`
const byNumber = (one: string, other: string): number => Number.parseInt(one, 10) - Number.parseInt(other, 10)
const unreadable = (name: string, at: number): DamagedFileError =>
  new DamagedFileError(`${name} cannot be read from byte ${at} on`)
