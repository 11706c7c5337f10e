import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { cleanMappings } from './give-back-pages.ts'

const program = '/opt/node/bin/node'

function mapping(range: string, rights: string, path: string, own: { anonymous?: number; swap?: number } = {}): string {
  const line = (name: string, kilobytes: number) => `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB`
  return [
    `${range} ${rights} 00346000 fe:00 5358798                            ${path}`,
    line('Size', 12), line('Private_Clean', 4), line('Private_Dirty', 0), line('Anonymous', own.anonymous ?? 0),
    line('AnonHugePages', 0), line('Swap', own.swap ?? 0), line('SwapPss', 0), 'VmFlags: rd ex mr mw me ', '',
  ].join('\n')
}

describe('pages of the program', () => {
  it('are those of its file that nobody wrote or may write', () => {
    const smaps = [
      mapping('00400000-00746000', 'r--p', program),
      mapping('0074a000-03044000', 'r-xp', program),
      mapping('06b52000-06b56000', 'r--p', program, { anonymous: 8 }),
      mapping('06b56000-06b5a000', 'r--p', program, { swap: 4 }),
      mapping('06b5a000-06b7d000', 'rw-p', program),
      mapping('14f37000-15888000', 'rw-p', '[heap]'),
      mapping('7fa10b000000-7fa10b540000', 'r--p', ''),
      mapping('7fa10b540000-7fa10b745000', 'r-xp', `${program} (deleted)`),
      mapping('7fa10b745000-7fa10b746000', 'r-xs', program),
    ].join('')
    expect(cleanMappings(smaps, program)).to.deep.equal([
      { start: 0x400000, bytes: 0x346000 }, { start: 0x74a000, bytes: 0x28fa000 },
    ])
    expect(cleanMappings('', program)).to.deep.equal([])
  })

  it('are given back, and come again when they are needed', async () => {
    const script = `
      import { readFileSync } from 'node:fs'
      import { giveBackPages } from ${JSON.stringify(join(import.meta.dirname, 'give-back-pages.ts'))}
      const kilobytes = () => Number(/RssFile:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
      const before = kilobytes()
      await giveBackPages()
      const after = kilobytes()
      const sum = new Function('return [..."123"].map(Number).reduce((sum, value) => sum + value)')()
      console.log(JSON.stringify({ before, after, sum }))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
    const { before, after, sum } = JSON.parse(stdout) as Record<'before' | 'after' | 'sum', number>
    expect(after).to.be.lessThan(before * 0.8)
    expect(sum).to.equal(6)
  })
})
