import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseDirectory } from '../../cli/layout.ts'
import { randomFrom } from '../consistency/load/random.ts'
import { fillStore } from './fill.ts'
import { playRound, type RoundResult } from './round.ts'
import { serverTarget } from './server-target.ts'
import { storeTarget } from './store-target.ts'
import type { Target } from './target.ts'

/** What is killed, how often, and what it has before. */
export interface Rounds {
  target: 'server' | 'store'
  rounds: number
  objects?: number
  seed: number
}

const clients = 12
const loadMs = { server: 500, store: 120 }

/** Plays rounds one after another on the same data. Throws with the seed at the first fault. */
export async function playRounds({ target: kind, rounds, objects = 0, seed }: Rounds, tell: (result: RoundResult) => void = () => {}): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coracle-durability-'))
  const database = kind === 'server' ? databaseDirectory(dataDir) : dataDir
  await fillStore(database, objects)
  let target: Target | undefined
  try {
    target = kind === 'server' ? await serverTarget({ dataDir }) : await storeTarget(dataDir)
    const random = randomFrom(seed)
    let state = await target.list()
    for (let round = 1; round <= rounds; round++) {
      const result = await playRound({ target, random: random.fork(), clients, loadMs: loadMs[kind], killStarts: 0.1 }, state)
      if (result.faults.length > 0) throw new Error(`round ${round} with --seed ${seed}:\n  ${result.faults.join('\n  ')}`)
      state = result.state
      tell(result)
    }
  } finally {
    await target?.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
