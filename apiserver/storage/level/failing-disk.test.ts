import { expect } from 'chai'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreWriteError } from '../errors.ts'
import { KeyExistsError, type StoreEvent } from '../store.ts'
import { collect, failureOf } from '../suite.ts'
import { type Database, openDatabase } from './database.ts'
import { openLevelStore } from './open.ts'

const ioError = () => new Error('IO error: 000005.log: Input/output error')

/** A disk that can be told to refuse: batches before or after they reach it, or also to open what is on it. */
class Disk {
  refuses: 'nothing' | 'batches' | 'answers' | 'everything' = 'nothing'
  time = 0

  open = async (path: string): Promise<Database> => {
    if (this.refuses === 'everything') throw ioError()
    const database = await openDatabase(path)
    return {
      ...database,
      batch: async (...batch) => {
        if (this.refuses === 'batches' || this.refuses === 'everything') throw ioError()
        await database.batch(...batch)
        if (this.refuses === 'answers') throw ioError()
      },
    }
  }

  /** Every look at the clock is later than the pause between two tries. */
  now = () => (this.time += 2000)
}

describe('a disk that fails', () => {
  let path: string
  let disk: Disk
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'coracle-store-'))
    disk = new Disk()
  })
  afterEach(() => rm(path, { recursive: true }))

  const open = (recoveryMilliseconds = 3_600_000) =>
    openLevelStore({ path, open: disk.open, now: disk.now, limits: { recoveryMilliseconds } })
  const value = Buffer.from('value')

  it('makes every write of a batch an error that names it, and none of them happens', async () => {
    const store = await open()
    await store.create('/a', value)
    disk.refuses = 'batches'
    const heard: StoreEvent[] = []
    store.subscribe((events) => heard.push(...events))
    const errors = await Promise.all(['/a', '/b', '/c'].map((key) => failureOf(store.create(key, value))))
    for (const error of errors) expect(error).to.be.instanceOf(StoreWriteError)
    expect(String(errors[0])).to.contain(`cannot write to the data directory ${path}: `).and.to.contain(
      'Input/output error',
    )
    expect(store.failure).to.contain('Input/output error')
    expect([store.revision, heard]).to.deep.equal([2, []])
    disk.refuses = 'nothing'
    expect(await failureOf(store.create('/a', value)), 'decided anew').to.be.instanceOf(KeyExistsError)
    expect((await store.create('/b', value)).revision).to.equal(3)
    expect(store.failure).to.equal(undefined)
    await store.close()
  })

  it('leaves nobody in the dark about a write that reached it all the same', async () => {
    const store = await open()
    disk.refuses = 'answers'
    const heard: string[] = []
    store.subscribe((events) => heard.push(...events.map(({ revision, key }) => `${revision} ${key}`)))
    expect(await failureOf(store.create('/a', value))).to.be.instanceOf(StoreWriteError)
    expect([store.revision, heard]).to.deep.equal([1, []])
    disk.refuses = 'nothing'
    expect((await store.create('/b', value)).revision).to.equal(3)
    expect(heard).to.deep.equal(['2 /a', '3 /b'])
    await store.close()
    const again = await open()
    expect((await collect(again.history(1, '/'))).map(({ revision, key }) => `${revision} ${key}`)).to.deep.equal(heard)
    await again.close()
  })

  it('is tried again though nobody writes, and well without a restart', async () => {
    const store = await open(2)
    await store.create('/a', value)
    disk.refuses = 'everything'
    expect(await failureOf(store.create('/b', value))).to.be.instanceOf(StoreWriteError)
    expect(await failureOf(store.create('/b', value)), 'while it cannot be opened').to.be.instanceOf(StoreWriteError)
    disk.refuses = 'nothing'
    while (store.failure !== undefined) await new Promise(setImmediate)
    expect((await collect(store.entries('/'))).map(({ key }) => key)).to.deep.equal(['/a'])
    expect((await store.create('/b', value)).revision).to.equal(3)
    await store.close()
  })

  it('does not keep a store from being closed', async () => {
    const store = await open(2)
    await store.create('/a', value)
    disk.refuses = 'everything'
    await failureOf(store.create('/b', value))
    await store.close()
    disk.refuses = 'nothing'
    const again = await open()
    expect((await collect(again.entries('/'))).map(({ key }) => key)).to.deep.equal(['/a'])
    await again.close()
  })
})
