import { expect } from 'chai'
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { LogOptions } from '../runtime.ts'
import { parseLogLine, readLogFile } from './log-file.ts'

describe('parseLogLine', () => {
  it('gives a full line its newline and a partial one none', () => {
    const full = parseLogLine(Buffer.from('2026-01-01T00:00:00.5+00:00 stdout F hi there'))
    expect(full).to.deep.equal({ time: '2026-01-01T00:00:00.5Z', stream: 'stdout', text: Buffer.from('hi there\n') })
    expect(parseLogLine(Buffer.from('2026-01-01T00:00:00.5+00:00 stderr P hi'))?.text.toString()).to.equal('hi')
  })

  it('refuses what is no line of a log', () => {
    expect(parseLogLine(Buffer.from('garbage'))).to.equal(null)
  })
})

const line = (text: string, second = 0, tag = 'F') => `2026-01-01T00:00:0${second}.0+00:00 stdout ${tag} ${text}\n`

describe('readLogFile', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coracle-log-'))
    path = join(folder, 'ctr.log')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const options = (more: Partial<LogOptions> = {}): LogOptions => ({
    follow: false, timestamps: false, signal: new AbortController().signal, ...more,
  })
  async function read(more: Partial<LogOptions> = {}): Promise<string> {
    let text = ''
    for await (const { data } of readLogFile(path, options(more), async () => true)) text += data
    return text
  }

  it('gives the last lines, those since a time, and times where lines begin', async () => {
    await writeFile(path, line('one', 1) + line('tw', 2, 'P') + line('o', 2) + line('three', 3))
    expect(await read()).to.equal('one\ntwo\nthree\n')
    expect(await read({ tailLines: 1 })).to.equal('three\n')
    expect(await read({ tailLines: 0 })).to.equal('')
    expect(await read({ tailLines: 100 })).to.equal('one\ntwo\nthree\n')
    expect(await read({ since: new Date('2026-01-01T00:00:03Z') })).to.equal('three\n')
    expect(await read({ timestamps: true }))
      .to.equal('2026-01-01T00:00:01.0Z one\n2026-01-01T00:00:02.0Z two\n2026-01-01T00:00:03.0Z three\n')
  })

  it('gives a last line that has no end', async () => {
    await writeFile(path, line('one') + line('two').trimEnd())
    expect(await read()).to.equal('one\ntwo\n')
  })

  it('follows what is written, through a rotation, until the container has ended', async () => {
    await writeFile(path, line('one'))
    let over = false
    const seen: string[] = []
    for await (const { data } of readLogFile(path, options({ follow: true }), async () => over)) {
      seen.push(String(data))
      if (seen.length === 1) await appendFile(path, line('two'))
      if (seen.length === 2) {
        await appendFile(path, line('three'))
        await writeFile(`${path}.tmp`, line('four'))
        await rename(`${path}.tmp`, path)
      }
      if (seen.length === 4) {
        await appendFile(path, line('five'))
        over = true
      }
    }
    expect(seen).to.deep.equal(['one\n', 'two\n', 'three\n', 'four\n', 'five\n'])
  })

  it('stops following when it is told to', async () => {
    await writeFile(path, line('one'))
    const stop = new AbortController()
    for await (const { data } of readLogFile(path, options({ follow: true, signal: stop.signal }), async () => false)) {
      expect(String(data)).to.equal('one\n')
      stop.abort()
    }
  })
})
