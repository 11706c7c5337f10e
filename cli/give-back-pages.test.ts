import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { cleanMappings } from './give-back-pages.ts'

const program = '/opt/node/bin/node'

function mapping(range: string, rights: string, path: string, dirtyKilobytes: number): string {
  return [
    `${range} ${rights} 00346000 fe:00 5358798                            ${path}`,
    'Size:                 12 kB', 'Private_Clean:         4 kB', `Private_Dirty: ${String(dirtyKilobytes).padStart(9)} kB`,
    'VmFlags: rd ex mr mw me',
  ].join('\n')
}

describe('pages of the program', () => {
  it('are those of its file that nobody wrote or may write', () => {
    const smaps = [
      mapping('00400000-00746000', 'r--p', program, 0),
      mapping('0074a000-03044000', 'r-xp', program, 0),
      mapping('06b52000-06b56000', 'r--p', program, 8),
      mapping('06b56000-06b7d000', 'rw-p', program, 0),
      mapping('14f37000-15888000', 'rw-p', '[heap]', 0),
      mapping('7fa10b000000-7fa10b540000', 'r--p', '', 0),
      mapping('7fa10b540000-7fa10b745000', 'r-xp', `${program} (deleted)`, 0),
    ].join('\n')
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
