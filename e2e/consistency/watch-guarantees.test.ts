import { expect } from 'chai'
import { type DisturbedServer, startDisturbedServer } from './load/disturbed-server.ts'
import { judgeWatchers } from './watch/judge.ts'
import { observe, observed } from './watch/observe.ts'

describe('a server that is stopped and killed under writers and watchers', function () {
  this.timeout(180_000)
  let server: DisturbedServer

  before(async () => {
    server = await startDisturbedServer(observed)
  })
  after(() => server?.coracle.close())

  it(
    'tells every watcher what happened: in order, once, without a gap, whole, and from wherever it goes on',
    async () => {
      const seed = Date.now() % 1_000_000
      const seen = await observe(server, { seed, rounds: 2, writers: 6, watchers: 1, writesPerRound: 300 })
      expect(seen.history.filter(({ answer }) => answer?.outcome === 'written').length).to.be.greaterThan(50)
      expect(seen.streams.flatMap(({ sessions }) => sessions).length).to.be.greaterThan(seen.streams.length)
      expect(judgeWatchers(seen).join('\n'), `seed ${seed}`).to.equal('')
    },
  )
})
