import { expect } from 'chai'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { incarnationsFolder, nextAttempt } from './attempts.ts'

describe('the next incarnation of a container', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attempts-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is the first where nothing was', async () => {
    expect(await nextAttempt(folder, 'web', null)).to.equal(0)
  })

  it('comes after the newest that left a file, though the runtime knows of none', async () => {
    await mkdir(incarnationsFolder(folder, 'web'), { recursive: true })
    for (const file of ['0', '9', '10', 'other']) await writeFile(join(incarnationsFolder(folder, 'web'), file), '')
    expect(await nextAttempt(folder, 'web', null)).to.equal(11)
  })

  it('comes after the one that the runtime has', async () => {
    const container = { name: 'web', attempt: 4 } as never
    expect(await nextAttempt(folder, 'web', {
      uid: 'u', name: 'web', namespace: 'default', sandbox: null, containers: [container],
    })).to.equal(5)
  })
})
