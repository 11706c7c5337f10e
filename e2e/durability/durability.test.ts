import { playRounds } from './play-rounds.ts'

const patienceMs = 180_000
const rounds = { server: 3, store: 8 }

describe('a process that is killed in the midst of writes, again and again,', function () {
  this.timeout(patienceMs)

  for (const target of ['server', 'store'] as const) {
    it(`has every write that the ${target} acknowledged, none by half, and gives no revision twice`, () =>
      playRounds({ target, rounds: rounds[target], seed: Date.now() % 1e6 }))
  }
})
