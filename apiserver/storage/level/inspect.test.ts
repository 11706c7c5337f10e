import { expect } from 'chai'
import { cp, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataDirectoryError } from '../errors.ts'
import { collect, failureOf } from '../suite.ts'
import { DamagedFileError } from './damage.ts'
import { inspectFiles } from './inspect.ts'
import { openLevelStore } from './open.ts'

const values = Array.from({ length: 40 }, (_, number) => `${number}-${'x'.repeat(number * 7)}`)

describe('the files of a data directory', () => {
  let folder: string
  /** What a process leaves that is killed after its last write was acknowledged. */
  let killed: string
  let path: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coracle-store-'))
    const whole = join(folder, 'whole')
    killed = join(folder, 'killed')
    path = join(folder, 'opened')
    const first = await openLevelStore({ path: whole })
    await first.create('/objects/first', Buffer.from(values[0]!))
    await first.close()
    const store = await openLevelStore({ path: whole })
    for (const [number, value] of values.slice(1).entries()) {
      await store.create(`/objects/${number}`, Buffer.from(value))
    }
    await cp(whole, killed, { recursive: true })
    await store.close()
  })
  beforeEach(() => cp(killed, path, { recursive: true }))
  afterEach(() => rm(path, { recursive: true }))
  after(() => rm(folder, { recursive: true }))

  const find = async (pattern: RegExp) => join(path, (await readdir(path)).findLast((name) => pattern.test(name))!)
  const refusal = async () => {
    const before = await Promise.all(
      (await readdir(path)).map(async (name) => [name, await readFile(join(path, name), 'hex')]),
    )
    const error = await failureOf(openLevelStore({ path }))
    expect(error).to.be.instanceOf(DataDirectoryError)
    const after = await Promise.all(
      (await readdir(path)).map(async (name) => [name, await readFile(join(path, name), 'hex')]),
    )
    expect(after, 'a refused directory stays as it is').to.deep.equal(before)
    expect(String(error))
      .to.match(/^DataDirectoryError: cannot open the data directory \/.*: its contents are damaged: /)
      .and.to.contain('; restore it from a backup')
    return String(error)
  }

  it('are whole after a kill', async () => {
    await inspectFiles(path)
    const store = await openLevelStore({ path })
    expect(await collect(store.entries('/'))).to.have.length(values.length)
    await store.close()
  })

  it('whose log is cut off anywhere open with the batches before the cut, all of them', async () => {
    const { length } = await readFile(await find(/log$/))
    for (let cut = 0; cut < length; cut += 397) {
      await rm(path, { recursive: true })
      await cp(killed, path, { recursive: true })
      await truncate(await find(/log$/), cut)
      const store = await openLevelStore({ path })
      const found = (await collect(store.history(1, '/'))).map((event) => event.type === 'put' && String(event.value))
      expect(found).to.deep.equal(values.slice(0, found.length))
      expect(store.revision).to.equal(found.length + 1)
      expect(await collect(store.entries('/'))).to.have.length(found.length)
      await store.close()
    }
  })

  it('whose log is garbled are refused, and say where', async () => {
    const log = await find(/log$/)
    const bytes = await readFile(log)
    for (const at of [0, 5, 6, 700, bytes.length >> 1, bytes.length - 1]) {
      const garbled = Buffer.from(bytes)
      garbled[at]! ^= 0x10
      await writeFile(log, garbled)
      expect(await refusal()).to.match(/\d+\.log cannot be read from byte \d+ on/)
    }
  })

  it('whose manifest is garbled anywhere, or cut off before its last edit, are refused or lose nothing', async () => {
    const manifest = await find(/MANIFEST/)
    const bytes = await readFile(manifest)
    for (let at = 0; at < bytes.length; at++) {
      const garbled = Buffer.from(bytes)
      garbled[at]! ^= 0x10
      await writeFile(manifest, garbled)
      expect(await refusal()).to.contain('MANIFEST')
    }
  })

  for (const [name, pattern] of [
    ['CURRENT', /CURRENT/], ['the manifest', /MANIFEST/], ['the log', /log$/], ['a table', /ldb$/],
  ] as const) {
    it(`are refused without ${name}`, async () => {
      await rename(await find(pattern), join(path, 'elsewhere'))
      expect(await refusal()).to.match(/is missing/)
    })
  }

  it('are refused with a table of another length, and with a CURRENT that names nothing', async () => {
    await truncate(await find(/ldb$/), 100)
    expect(await refusal()).to.match(/\d+\.ldb has 100 bytes instead of \d+/)
    await writeFile(await find(/CURRENT/), 'MANIFEST-\n')
    expect(await refusal()).to.contain('CURRENT names no manifest')
  })

  it('whose table is garbled anywhere are refused', async () => {
    const table = await find(/ldb$/)
    const bytes = await readFile(table)
    const refused: number[] = []
    for (let at = 0; at < bytes.length; at++) {
      const garbled = Buffer.from(bytes)
      garbled[at]! ^= 0x08
      await writeFile(table, garbled)
      if ((await failureOf(inspectFiles(path))) instanceof DamagedFileError) refused.push(at)
    }
    const footer = bytes.length - 48
    // Between its handles and its magic number a footer has bytes that mean nothing.
    const within = refused.filter((at) => at < footer)
    expect(within).to.deep.equal(Array.from({ length: footer }, (_, at) => at))
    expect(refused.filter((at) => at >= bytes.length - 8)).to.have.length(8)
    await writeFile(table, Buffer.alloc(bytes.length))
    expect(await refusal()).to.match(/\d+\.ldb cannot be read/)
  })

  it('of a first start that was killed at once are none yet', async () => {
    for (const name of await readdir(path)) if (!name.startsWith('MANIFEST')) await rm(join(path, name))
    await inspectFiles(path)
    await inspectFiles(join(path, 'nowhere'))
  })
})
