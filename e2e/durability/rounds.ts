/**
 * `node e2e/durability/rounds.ts --rounds 1000`: kills a server that is written to, again and again, and checks each
 * time that nothing it acknowledged is lost. `--target power` takes the power from its disk, too, so that what was not
 * synced is gone; `--target store` kills the store without the server around it; `--objects` puts so many there before.
 */
import { parseArgs } from 'node:util'
import { playRounds, targets } from './play-rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    target: { type: 'string', default: 'server' },
    objects: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const { seed } = values
const target = targets.find((name) => name === values.target)
if (target === undefined) throw new RangeError(`--target is one of ${targets.join(', ')}`)
const rounds = Number(values.rounds)
let [played, acknowledged] = [0, 0]
const starts: number[] = []
const tell = () => {
  const ordered = starts.toSorted((one, other) => one - other)
  const seconds = (ms = 0) => `${(ms / 1000).toFixed(2)} s`
  const startUp = `start-up ${seconds(ordered[ordered.length >> 1])} (median), ${seconds(ordered.at(-1))} (longest)`
  const writes = `${acknowledged} writes acknowledged, none lost`
  console.log(`${played} kills of the ${target}, seed ${seed}: ${writes}; ${startUp}`)
}
await playRounds({ target, rounds, objects: Number(values.objects), seed: Number(seed) }, (result) => {
  played++
  acknowledged += result.acknowledged
  starts.push(result.startMs)
  if (played % 20 === 0) tell()
})
tell()
