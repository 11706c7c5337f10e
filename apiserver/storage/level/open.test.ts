import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { StoreWriteError } from '../errors.ts'
import { collect, describeStore, failureOf } from '../suite.ts'
import { type Database, openDatabase } from './database.ts'
import { openLevelStore } from './open.ts'

describe('the level store', () => {
  let path: string
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'coracle-store-'))
  })
  afterEach(() => rm(path, { recursive: true }))

  describeStore('behaves as a store', () => openLevelStore({ path }))

  it('keeps objects, history and revision over a restart', async () => {
    const first = await openLevelStore({ path })
    await first.create('/a', Buffer.from('1'))
    await first.update('/a', Buffer.from('2'), 2)
    await first.close()
    const second = await openLevelStore({ path })
    expect(second.revision).to.equal(3)
    expect((await collect(second.entries('/'))).map(({ value }) => String(value))).to.deep.equal(['2'])
    expect((await collect(second.history(1, '/'))).map(({ revision }) => revision)).to.deep.equal([2, 3])
    await second.close()
  })

  it('says in one line that the directory is in use, or is none', async () => {
    const store = await openLevelStore({ path })
    expect(String(await failureOf(openLevelStore({ path })))).to.contain('it is in use by another process')
    await store.close()
    await writeFile(join(path, 'file'), '')
    expect(String(await failureOf(openLevelStore({ path: join(path, 'file') })))).to.contain('it is not a directory')
  })

  it('forgets history beyond its window, but no live object', async () => {
    const store = await openLevelStore({ path, limits: { historyEvents: 10 } })
    let { revision } = await store.create('/a', Buffer.from('a'))
    await store.create('/b', Buffer.from('b'))
    for (let n = 0; n < 50; n++) {
      revision = (await store.update('/a', Buffer.from(String(n)), n ? revision : 2)).revision
    }
    await store.close()
    const again = await openLevelStore({ path })
    expect(again.compacted).to.be.greaterThan(20)
    expect((await collect(again.entries('/'))).map(({ value }) => String(value))).to.deep.equal(['49', 'b'])
    const history = await collect(again.history(again.compacted, '/'))
    expect(history.map((event) => event.revision - again.compacted)).to.deep.equal(history.map((_, index) => index + 1))
    await again.close()
  })

  it('keeps every acknowledged write, and repeats no revision, when it is killed', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-writer.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const acknowledged: string[] = []
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => acknowledged.push(line) === 400 && child.kill('SIGKILL'))
    await once(lines, 'close')
    const store = await openLevelStore({ path, volatile: (key) => key.startsWith('/leases/') })
    const kept = new Set((await collect(store.entries('/'))).map(({ key, revision }) => `${revision} ${key}`))
    const durable = acknowledged.filter((line) => !line.endsWith(' -'))
    expect(durable.filter((line) => !kept.has(line))).to.deep.equal([])
    const last = Math.max(...acknowledged.map((line) => Number.parseInt(line, 10)))
    const [lease] = await collect(store.entries('/leases/'))
    expect(lease!.revision).to.be.greaterThan(last)
    await store.close()
  })

  it('acknowledges nothing while the disk refuses writes, and goes on when it takes them again', async () => {
    let full = false
    let time = 0
    const open = async (at: string): Promise<Database> => {
      if (full) throw new Error('No space left on device')
      const database = await openDatabase(at)
      return {
        ...database,
        batch: async (...batch) =>
          (full ? Promise.reject(new Error('No space left on device')) : database.batch(...batch)),
      }
    }
    const store = await openLevelStore({ path, open, now: () => (time += 2000) })
    await store.create('/a', Buffer.from('1'))
    full = true
    const refused = await failureOf(store.create('/b', Buffer.from('2')))
    expect(refused).to.be.instanceOf(StoreWriteError)
    expect(String(refused)).to.contain('no space left on device')
    expect((await collect(store.entries('/'))).map(({ key }) => key)).to.deep.equal(['/a'])
    full = false
    expect((await store.create('/b', Buffer.from('2'))).revision).to.equal(3)
    await store.close()
  })

  it('writes changes of volatile keys only at close', async () => {
    let batches = 0
    const open = async (at: string): Promise<Database> => {
      const database = await openDatabase(at)
      return { ...database, batch: (...batch) => (batches++, database.batch(...batch)) }
    }
    const store = await openLevelStore({ path, open, volatile: () => true })
    let { revision } = await store.create('/lease', Buffer.from('0'))
    for (let n = 1; n < 100; n++) revision = (await store.update('/lease', Buffer.from(String(n)), revision)).revision
    expect(batches).to.equal(2)
    expect(await collect(store.history(1, '/'))).to.have.length(100)
    await store.close()
    const again = await openLevelStore({ path })
    expect(again.revision).to.equal(revision)
    expect((await collect(again.entries('/'))).map(({ value }) => String(value))).to.deep.equal(['99'])
    await again.close()
  })
})
