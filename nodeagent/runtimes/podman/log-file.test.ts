import { expect } from 'chai'

import { parseLogLine } from './log-file.ts'

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
