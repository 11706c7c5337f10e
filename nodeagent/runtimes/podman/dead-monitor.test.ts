import { expect } from 'chai'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { endUnmonitored, isOrphaned } from './dead-monitor.ts'

const container = (status: string) => ({ Id: 'abc', State: { Status: status, Pid: 20, ConmonPid: 10 } })

describe('endUnmonitored', () => {
  let exits: string
  let killed: number[]
  beforeEach(() => {
    exits = mkdtempSync(join(tmpdir(), 'exits-'))
    killed = []
  })
  afterEach(() => rmSync(exits, { recursive: true }))

  const table = (files: Record<string, string>) => ({
    read: (pid: number, file: string) => files[`${pid}/${file}`] ?? '',
    kill: (pid: number) => void killed.push(pid),
  })

  it('leaves a container alone whose conmon lives', () => {
    expect(endUnmonitored(container('running'), { table: table({ '10/cmdline': 'conmon\0-c\0abc' }), exits }))
      .to.equal(false)
    expect(endUnmonitored(container('exited'), { table: table({}), exits })).to.equal(false)
    expect(readdirSync(exits)).to.deep.equal([])
  })

  it('ends a container whose conmon is gone, and says so in its stead', () => {
    const files = { '10/cmdline': 'another program', '20/cgroup': '4:memory:/libpod_parent/libpod-abc' }
    expect(endUnmonitored(container('running'), { table: table(files), exits })).to.equal(true)
    expect(killed).to.deep.equal([20])
    expect(readFileSync(join(exits, 'abc'), 'utf8')).to.equal('255')
  })

  it('keeps what conmon said at its end, and kills no stranger', () => {
    writeFileSync(join(exits, 'abc'), '3')
    expect(endUnmonitored(container('stopping'), { table: table({ '20/cgroup': '4:memory:/other' }), exits }))
      .to.equal(true)
    expect(killed).to.deep.equal([])
    expect(readFileSync(join(exits, 'abc'), 'utf8')).to.equal('3')
  })

  it('knows an orphan by the parent of its process', () => {
    const listed = { Id: 'abc', State: 'running', Pid: 20 }
    const of = (files: Record<string, string>) => isOrphaned(listed, { table: table(files) })
    expect(of({ '20/status': 'Name: sh\nPPid:\t10\n', '10/cmdline': 'conmon\0-c\0abc' })).to.equal(false)
    expect(of({ '20/status': 'Name: sh\nPPid:\t1\n', '1/cmdline': 'init' })).to.equal(true)
    expect(of({})).to.equal(true)
    expect(isOrphaned({ ...listed, State: 'exited' }, { table: table({}) })).to.equal(false)
  })
})
