import { expect } from 'chai'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataDirectoryError } from '../errors.ts'
import type { Store } from '../store.ts'
import { collect, failureOf } from '../suite.ts'
import { type Database, openDatabase } from './database.ts'
import { encodeNumber, liveKey, type Operation, putMeta, recordKey } from './layout.ts'
import { openLevelStore } from './open.ts'

describe('what an earlier process left', () => {
  let path: string
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'coracle-store-'))
    const store = await openLevelStore({ path })
    for (const key of ['/a', '/b', '/c']) await store.create(key, Buffer.from(`value of ${key}`))
    await store.update('/a', Buffer.from('second value of /a'), 2)
    await store.delete('/b', 3)
    await store.close()
  })
  afterEach(() => rm(path, { recursive: true }))

  const change = async (make: (database: Database) => Operation[]) => {
    const database = await openDatabase(path)
    await database.batch(make(database), { sync: true })
    await database.close()
  }
  const readAll = async (): Promise<unknown> => {
    const store: Store = await openLevelStore({ path })
    return collect(store.entries('/')).finally(() => store.close())
  }
  const refusal = async () => {
    const error = await failureOf(readAll())
    expect(error).to.be.instanceOf(DataDirectoryError)
    expect(String(error)).to.contain(`cannot open the data directory ${path}: its contents are damaged: `)
    return String(error)
  }

  it('is refused when a live key is missing, is too much, or is at another revision', async () => {
    await change(() => [{ type: 'del', key: liveKey('/a') }])
    expect(await refusal()).to.contain('it has 1 objects instead of 2')
    await change(() => [{ type: 'put', key: liveKey('/a'), value: encodeNumber(2) }])
    expect(await refusal()).to.contain('some of its objects are at other revisions than were written last')
    await change(() => [
      { type: 'put', key: liveKey('/a'), value: encodeNumber(5) },
      { type: 'put', key: liveKey('/b'), value: encodeNumber(3) },
    ])
    expect(await refusal()).to.contain('it has 3 objects instead of 2')
  })

  it('is refused when the record of a live key is missing', async () => {
    await change(() => [{ type: 'del', key: recordKey(4) }])
    expect(await refusal()).to.contain('what revision 4 wrote to /c is missing')
  })

  it('is refused when any byte of a record is another, or it is under another revision', async () => {
    const database = await openDatabase(path)
    const record = database.get(recordKey(4))!
    await database.close()
    for (let at = 0; at < record.length; at += 3) {
      const garbled = Buffer.from(record)
      garbled[at]! ^= 0x40
      await change(() => [{ type: 'put', key: recordKey(4), value: garbled }])
      expect(await refusal(), `byte ${at}`).to.contain('what revision 4 wrote cannot be read')
    }
    await change((opened) => [{ type: 'put', key: recordKey(4), value: opened.get(recordKey(5))! }])
    expect(await refusal()).to.contain('what revision 4 wrote cannot be read')
  })

  it('is refused when it has a revision beyond its last one', async () => {
    await change(() => [putMeta('revision', 4)])
    expect(await refusal()).to.contain('it has revision 5, which is beyond its last one, 4')
  })

  it('is read when it is of the time before checksums and digests', async () => {
    const old = Buffer.concat([Buffer.of(1, 0, 0, 0, 0, 0, 0, 0, 2), Buffer.from('/cold')])
    await change(() => [{ type: 'put', key: recordKey(4), value: old }, { type: 'del', key: 'm/live' }])
    const store = await openLevelStore({ path })
    expect((await collect(store.entries('/'))).map(({ key, value }) => `${key} ${value}`))
      .to.deep.equal(['/a second value of /a', '/c old'])
    await store.update('/c', Buffer.from('new'), 4)
    await store.close()
    await readAll()
  })
})
