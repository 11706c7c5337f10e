import { expect } from 'chai'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { forgetOom, wasOomKilled } from './oom.ts'

describe('wasOomKilled', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'oom-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const asked = () =>
    wasOomKilled('c', join(root, 'notes'), { cgroups: join(root, 'cgroup'), crun: join(root, 'crun') })

  it('reads the counter of the container\'s cgroup, of either version', () => {
    expect(asked()).to.equal(false)
    write('crun/c/status', '{ "cgroup-path": "/pods/c" }')
    write('cgroup/memory/pods/c/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n')
    expect(asked()).to.equal(false)
    write('cgroup/memory/pods/c/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n')
    expect(asked()).to.equal(true)
    rmSync(join(root, 'cgroup'), { recursive: true })
    write('cgroup/pods/c/memory.events', 'low 0\noom 1\noom_kill 1\n')
    expect(asked()).to.equal(true)
  })

  it('finds the note about a container whose cgroup is gone', () => {
    write('notes/c', '')
    expect(asked()).to.equal(true)
    forgetOom('c', join(root, 'notes'))
    expect(asked()).to.equal(false)
  })
})
