import { expect } from 'chai'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { LogChunk, RuntimeContainer } from '../runtimes/runtime.ts'
import { endMessage } from './end-message.ts'

const ended = (terminationMessageFile: string, exitCode: number) =>
  ({ id: 'c', exitCode, terminationMessageFile }) as RuntimeContainer

const logging = (text: string) => ({
  logs: async function* (): AsyncGenerator<LogChunk> {
    yield { stream: 'stderr', data: Buffer.from(text) }
  },
})

describe('endMessage', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'end-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is the end of what the container wrote', async () => {
    const file = join(folder, 'message')
    writeFileSync(file, 'x'.repeat(5000) + 'the end')
    const message = await endMessage(logging('log'), ended(file, 1), 'FallbackToLogsOnError')
    expect(message).to.have.length(4096).and.match(/xthe end$/)
  })

  it('is the end of its log when it failed without a word and its policy says so', async () => {
    expect(await endMessage(logging('boom\n'), ended('', 1), 'FallbackToLogsOnError')).to.equal('boom\n')
    expect(await endMessage(logging('y'.repeat(3000)), ended('', 1), 'FallbackToLogsOnError')).to.have.length(2048)
    expect(await endMessage(logging('fine\n'), ended('', 0), 'FallbackToLogsOnError')).to.equal('')
    expect(await endMessage(logging('boom\n'), ended('', 1), 'File')).to.equal('')
  })
})
