import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, mkdir, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../harness/run.ts'
import type { Command } from './disk-process.ts'
import type { Fault } from './faults.ts'

/** A mounted disk that fails when it is told to. */
export interface FaultyDisk {
  /** Where it is mounted. */
  readonly path: string
  /** From now on it has this fault, with files that are open, too. */
  have(fault: Fault): Promise<void>
  /** Loses what was written and not synced. Nobody may have files open. */
  losePower(): Promise<void>
  /** Unmounts it, and removes what was on it. May be called twice. */
  close(): Promise<void>
}

/** For `before`: skips what needs such a disk on a machine that cannot have one, and says why. */
export function needFaultyDisk(context: Mocha.Context): void {
  const why = whyNoFaultyDisk()
  if (why === undefined) return
  process.stdout.write(`  ${why}: skipped\n`)
  context.skip()
}

function whyNoFaultyDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root mounts a disk that fails'
  try {
    closeSync(openSync('/dev/fuse', 'r+'))
    return undefined
  } catch (error) {
    return `the kernel offers no FUSE: ${(error as Error).message}`
  }
}

/** Mounts an empty disk. Only root may; it needs nothing but FUSE of the kernel. */
export async function mountFaultyDisk(): Promise<FaultyDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'coracle-disk-'))
  const [backing, path] = [join(folder, 'backing'), join(folder, 'mounted')]
  await mkdir(backing)
  await mkdir(path)
  const child = fork(join(import.meta.dirname, 'disk-process.ts'), [backing, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const answer = await Promise.race([once(child, 'message'), gone])
  if (answer[0] !== 'mounted') throw new Error(`cannot mount a disk at ${path}: its process ended with ${answer[0]}`)
  const command = async (what: Command): Promise<void> => {
    const done = once(child, 'message')
    child.send(what)
    await done
  }
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await command({ fault: 'none' })
    await run('umount', ['--lazy', path])
    await gone
    await rmdir(path)
    await rm(folder, { recursive: true })
  }
  return {
    path,
    have: (fault) => command({ fault }),
    losePower: () => command({ losePower: true }),
    close: () => (closing ??= close()),
  }
}
