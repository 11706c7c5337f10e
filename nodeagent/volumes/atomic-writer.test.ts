import { expect } from 'chai'
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { writeAtomically } from './atomic-writer.ts'

const file = (path: string, text: string, mode = 0o644) => ({ path, data: Buffer.from(text), mode })

describe('writeAtomically', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'volume-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const read = (path: string) => readFileSync(join(folder, path), 'utf8')

  it('writes files behind one link, with their modes', async () => {
    await writeAtomically(folder, [file('a', '1', 0o400), file('deep/b', '2')])
    expect([read('a'), read('deep/b')]).to.deep.equal(['1', '2'])
    expect(statSync(join(folder, 'a')).mode & 0o777).to.equal(0o400)
    expect(readlinkSync(join(folder, 'a'))).to.equal('..data/a')
  })

  it('replaces all at once, and takes away what is no longer there', async () => {
    await writeAtomically(folder, [file('a', '1'), file('b', '1')])
    const before = readlinkSync(join(folder, '..data'))
    await writeAtomically(folder, [file('a', '2'), file('c', '2')])
    expect(readlinkSync(join(folder, '..data'))).not.to.equal(before)
    expect(readdirSync(folder).filter((name) => !name.startsWith('..')).sort()).to.deep.equal(['a', 'c'])
    expect(readdirSync(folder)).not.to.include(before)
    expect(read('a')).to.equal('2')
  })

  it('leaves alone what is as wanted', async () => {
    await writeAtomically(folder, [file('a', '1')], { group: process.getgid?.() })
    const before = readlinkSync(join(folder, '..data'))
    await writeAtomically(folder, [file('a', '1')], { group: process.getgid?.() })
    expect(readlinkSync(join(folder, '..data'))).to.equal(before)
  })

  it('lets the group of the pod read', async () => {
    await writeAtomically(folder, [file('a', '1', 0o400)], { group: process.getgid?.() })
    expect(statSync(join(folder, 'a')).mode & 0o777).to.equal(0o440)
  })

  it('refuses a path that leads out', async () => {
    for (const path of ['../a', '/a', 'a/../../b', '..data', '']) {
      const refused = await writeAtomically(folder, [file(path, '1')]).then(() => null, (error: Error) => error)
      expect(refused, path).to.be.instanceOf(RangeError)
    }
    expect(readdirSync(folder)).to.deep.equal([])
  })
})
