import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseDirectory } from '../../cli/layout.ts'
import { randomFrom } from '../consistency/load/random.ts'
import { type FaultyDisk, mountFaultyDisk } from './faulty-disk/faulty-disk.ts'
import { fillStore } from './fill.ts'
import { playRound, type RoundResult } from './round.ts'
import { serverTarget } from './server-target.ts'
import { storeTarget } from './store-target.ts'
import type { Target } from './target.ts'

/** The server, the server on a disk that loses its power whenever it is killed, or the store alone. */
export const targets = ['server', 'power', 'store'] as const
export type TargetName = (typeof targets)[number]

/** What is killed, how often, and what it has before. */
export interface Rounds {
  target: TargetName
  rounds: number
  objects?: number
  seed: number
}

const clients = 12
const loadMs = { server: 500, power: 500, store: 120 }

/** Plays rounds one after another on the same data. Throws with the seed at the first fault. */
export async function playRounds(
  { target: kind, rounds, objects = 0, seed }: Rounds, tell: (result: RoundResult) => void = () => {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coracle-durability-'))
  let [target, disk]: [Target?, FaultyDisk?] = []
  try {
    if (kind === 'power') disk = await mountFaultyDisk()
    const dataDir = disk ? join(disk.path, 'data') : folder
    await mkdir(dataDir, { recursive: true })
    await fillStore(kind === 'store' ? dataDir : databaseDirectory(dataDir), objects)
    target = kind === 'store' ? await storeTarget(dataDir) : await serverTarget(dataDir, disk?.losePower)
    const random = randomFrom(seed)
    let state = await target.list()
    for (let round = 1; round <= rounds; round++) {
      const options = { target, random: random.fork(), clients, loadMs: loadMs[kind], killStarts: 0.1 }
      const result = await playRound(options, state)
      if (result.faults.length > 0) {
        throw new Error(`round ${round} with --seed ${seed}:\n  ${result.faults.join('\n  ')}`)
      }
      state = result.state
      tell(result)
    }
  } finally {
    await target?.close()
    await disk?.close()
    await rm(folder, { recursive: true, force: true })
  }
}
