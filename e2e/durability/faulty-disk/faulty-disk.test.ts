import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Fault } from './faults.ts'
import { type FaultyDisk, mountFaultyDisk, needFaultyDisk } from './faulty-disk.ts'

const done = 'done'

describe('a disk for tests', function () {
  let disk: FaultyDisk
  let file: FileHandle

  before(async function () {
    needFaultyDisk(this)
    disk = await mountFaultyDisk()
  })
  beforeEach(async () => {
    file = await open(join(disk.path, 'file'), 'w+')
    await file.write('written before')
    await file.sync()
  })
  afterEach(async () => {
    await disk.have('none')
    await file?.close()
  })
  after(() => disk?.close())

  const outcome = (doing: Promise<unknown>) => doing.then(() => done, ({ code }: NodeJS.ErrnoException) => code)
  const attempts = async () => [
    await outcome(readFile(join(disk.path, 'file'))),
    await outcome(file.write('more')),
    await outcome(file.sync()),
    await outcome(open(join(disk.path, 'file'), 'r+').then((other) => other.close())),
  ]

  const expected: Record<Fault, string[]> = {
    'none': [done, done, done, done],
    'read-only': [done, 'EROFS', 'EROFS', 'EROFS'],
    'write errors': [done, 'EIO', done, done],
    'torn writes': [done, 'EIO', done, done],
    'sync errors': [done, done, 'EIO', done],
    'gone': ['EIO', 'EIO', 'EIO', 'EIO'],
  }
  for (const [fault, outcomes] of Object.entries(expected) as [Fault, string[]][]) {
    it(`with the fault ${fault} reads, writes, syncs and opens accordingly`, async () => {
      await disk.have(fault)
      expect(await attempts()).to.deep.equal(outcomes)
    })
  }

  it('has the first half of a torn write', async () => {
    await disk.have('torn writes')
    await outcome(file.write('abcdef'))
    await disk.have('none')
    expect(await readFile(join(disk.path, 'file'), 'utf8')).to.equal('written beforeabc')
  })

  it('loses with its power what was not synced, and nothing else', async () => {
    const synced = await open(join(disk.path, 'synced'), 'w')
    await synced.write('one')
    await synced.sync()
    await synced.close()
    await file.write(', and not synced')
    await disk.losePower()
    expect(await readFile(join(disk.path, 'synced'), 'utf8')).to.equal('one')
    expect(await readFile(join(disk.path, 'file'), 'utf8')).to.equal('written before')
  })

  it('loses what a sync failed to keep, though the next one says that all is well', async () => {
    await disk.have('sync errors')
    await file.write('lost')
    await outcome(file.sync())
    await disk.have('none')
    await file.write(', kept')
    await file.sync()
    expect(await readFile(join(disk.path, 'file'), 'utf8')).to.equal('written beforelost, kept')
    await disk.losePower()
    expect(await readFile(join(disk.path, 'file'), 'utf8')).to.equal('written before\0\0\0\0, kept')
  })
})
