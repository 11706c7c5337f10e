import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Database, openDatabase } from './database.ts'
import { recordKey } from './layout.ts'

const megabyte = 1 << 20

describe('the size of a database', () => {
  let path: string
  let database: Database

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'coracle-database-'))
    database = await openDatabase(path)
  })
  afterEach(async () => {
    await database.close()
    await rm(path, { recursive: true })
  })

  it('has in it what is in no table yet, and not what was given back', async () => {
    const key = recordKey(1)
    await database.batch([{ type: 'put', key, value: randomBytes(2 * megabyte) }], { sync: true })
    expect(await database.size()).to.be.within(2 * megabyte, 3 * megabyte)
    await database.shrink()
    expect(await database.size(), 'in a table').to.be.within(2 * megabyte, 3 * megabyte)
    await database.batch([{ type: 'del', key }], { sync: true })
    await database.shrink()
    expect(await database.size()).to.be.lessThan(megabyte)
  })
})
