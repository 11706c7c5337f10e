import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect } from '../suite.ts'
import type { Database } from './database.ts'
import { openLevelStore } from './open.ts'
import { Reclaimer } from './reclaimer.ts'

const least = 1000
const records = 10

async function until(check: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 8000; !(await check()); await new Promise(setImmediate)) {
    if (Date.now() > end) throw new Error('not within eight seconds')
  }
}

/** A database of which is counted how often it was shrunk, to what it then holds. */
function databaseOf(sizes: { full: number; shrunk: number }) {
  const database = {
    shrinks: 0,
    bytes: sizes.full,
    size: async () => database.bytes,
    shrink: async () => {
      database.shrinks++
      database.bytes = sizes.shrunk
    },
  }
  return database as typeof database & Database
}

describe('what was forgotten', () => {
  async function begin(reclaimer: Reclaimer, database: Database, left = records): Promise<void> {
    reclaimer.begin(database, left)
    await reclaimer.ended()
  }

  it('is given back once it is worth it', async () => {
    const [reclaimer, database] = [new Reclaimer(least), databaseOf({ full: 1200, shrunk: 100 })]
    reclaimer.note(9)
    await begin(reclaimer, database)
    expect(database.shrinks).to.equal(0)
    reclaimer.note(1)
    await begin(reclaimer, database)
    await begin(reclaimer, database)
    expect(database.shrinks).to.equal(1)
  })

  it('is left to LevelDB as long as the files are not twice what is left needs', async () => {
    const [reclaimer, database] = [new Reclaimer(least), databaseOf({ full: 9000, shrunk: 8000 })]
    reclaimer.note(10)
    await begin(reclaimer, database)
    for (const bytes of [9000, 12_000, 16_500]) {
      database.bytes = bytes
      reclaimer.note(30)
      await begin(reclaimer, database)
    }
    expect(database.shrinks).to.equal(1)
    database.bytes = 17_500
    await begin(reclaimer, database)
    expect(database.shrinks).to.equal(2)
    reclaimer.note(10)
    database.bytes = 4300
    await begin(reclaimer, database, 2)
    expect(database.shrinks, 'fewer are left').to.equal(3)
  })

  it('is given back again when more is forgotten meanwhile', async () => {
    const [reclaimer, database] = [new Reclaimer(least), databaseOf({ full: 9000, shrunk: 100 })]
    const shrink = database.shrink
    database.shrink = async () => {
      await shrink()
      if (database.shrinks > 1) return
      reclaimer.note(records)
      database.bytes = 5000
      reclaimer.begin(database, 1)
    }
    reclaimer.note(records)
    await begin(reclaimer, database)
    expect(database.shrinks).to.equal(2)
    expect(database.bytes).to.equal(100)
  })

  it('is of no concern to anybody when the disk fails', async () => {
    const [reclaimer, database] = [new Reclaimer(least), databaseOf({ full: 1200, shrunk: 100 })]
    reclaimer.note(10)
    await begin(reclaimer, { ...database, size: () => Promise.reject(new Error('Input/output error')) })
    await begin(reclaimer, database)
    expect(database.shrinks).to.equal(1)
  })

  it('does not stay in the files of a store that goes on with less', async () => {
    const path = await mkdtemp(join(tmpdir(), 'coracle-store-'))
    const store = await openLevelStore({ path, limits: { historyEvents: 10, reclaimBytes: 1 << 20 } })
    const size = async () => {
      const names = await readdir(path)
      const files = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)))
      return files.reduce((sum, stats) => sum + (stats?.size ?? 0), 0)
    }
    const keys = Array.from({ length: 250 }, (_, number) => `/burst/${number}`)
    const { key, revision } = await store.create('/kept', Buffer.from('kept'))
    const created = await Promise.all(keys.map((key) => store.create(key, randomBytes(40_000))))
    expect(await size()).to.be.greaterThan(9e6)
    await Promise.all(created.map((entry) => store.delete(entry.key, entry.revision)))
    await until(async () => (await size()) < 1e6)
    const left = await collect(store.entries('/'))
    expect(left.map((entry) => [entry.key, entry.revision])).to.deep.equal([[key, revision]])
    await store.close()
    await rm(path, { recursive: true })
  })
})
