import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfigFile } from './config-file.ts'
import { Failure } from './failure.ts'
import { resolveFlags, serverFlags } from './flags.ts'
import { readShortFile, readYaml, UnusableFileError } from './read-yaml.ts'

const settle = (file: Record<string, unknown>) => resolveFlags(serverFlags, { given: {}, env: {}, file })

describe('a YAML file that a user writes', () => {
  it('is refused when its aliases or brackets stand for too much', () => {
    const bomb = Array.from({ length: 30 }, (_, at) => (
      `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1}, *a${at - 1}`}]`))
    for (const text of [bomb.join('\n'), '&a [*a]', '['.repeat(100_000), `a: ${'{a: '.repeat(1000)}`]) {
      expect(() => readYaml(text)).to.throw(UnusableFileError)
    }
  })

  it('is not read to the end where it has none', async () => {
    const error = await readShortFile('/dev/zero').then(() => undefined, (cause: unknown) => cause)
    expect(error).to.be.instanceOf(UnusableFileError)
  })

  it('is refused in one line that says which file it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coracle-config-'))
    try {
      const path = join(folder, 'config.yaml')
      await writeFile(path, 'a: b: c\n')
      for (const [asked, text] of [[path, `cannot read the config file ${path}: `], [folder, 'EISDIR']] as const) {
        const error = await readConfigFile(asked, '/none').then(() => undefined, (cause: unknown) => cause)
        expect(error).to.be.instanceOf(Failure).with.property('message').that.contains(text).and.does.not.contain('\n')
      }
      expect(await readConfigFile(undefined, join(folder, 'none'))).to.deep.equal({})
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('flags in a config file', () => {
  it('have no value where none stands', () => {
    expect(settle({ 'log-level': null })).to.deep.equal(settle({}))
  })

  it('are single values in single lines', () => {
    const deep = [[['a']]]
    for (const file of [
      { 'https-listen-port': [1] }, { 'disable-agent': {} }, { 'tls-san': deep }, { 'tls-san': { toString: 'a' } },
      { 'data-dir': 'a\u0000b' }, { 'tls-san': ['a\nb'] },
    ]) {
      expect(() => settle(file)).to.throw(Failure, /must be a single (value|line)/)
    }
  })

  it('are shown short when they are wrong', () => {
    expect(() => settle({ 'log-level': 'x'.repeat(100_000) })).to.throw(Failure).with.property('message')
      .that.has.length.below(200)
    expect(() => settle({ ['a\n'.repeat(100_000)]: 1 })).to.throw(Failure).with.property('message')
      .that.has.length.below(200).and.does.not.contain('\n')
  })
})
