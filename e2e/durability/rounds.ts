/**
 * `node e2e/durability/rounds.ts --rounds 1000`: kills a server that is written to, again and again, and checks each time that
 * nothing it acknowledged is lost. `--target store` kills the store without the server around it; `--objects` puts so many there before.
 */
import { parseArgs } from 'node:util'
import { playRounds } from './play-rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    target: { type: 'string', default: 'server' },
    objects: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const { target, seed } = values
if (target !== 'server' && target !== 'store') throw new RangeError('--target is server or store')
const rounds = Number(values.rounds)
let [played, acknowledged] = [0, 0]
const starts: number[] = []
const tell = () => {
  const ordered = starts.toSorted((one, other) => one - other)
  const [median, longest] = [ordered[ordered.length >> 1], ordered.at(-1)].map((ms) => `${((ms ?? 0) / 1000).toFixed(2)} s`)
  console.log(`${played} kills of the ${target}, seed ${seed}: ${acknowledged} writes acknowledged, none lost; start-up ${median} (median), ${longest} (longest)`)
}
await playRounds({ target, rounds, objects: Number(values.objects), seed: Number(seed) }, (result) => {
  played++
  acknowledged += result.acknowledged
  starts.push(result.startMs)
  if (played % 20 === 0) tell()
})
tell()
