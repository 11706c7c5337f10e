import { expect } from 'chai'
import { type DisturbedServer, startDisturbedServer } from './load/disturbed-server.ts'
import { contend, contended } from './linearizability/contend.ts'
import { judge } from './linearizability/verdict.ts'

describe('a server that is stopped and killed under clients that contend for the same objects', function () {
  this.timeout(120_000)
  let server: DisturbedServer

  before(async () => {
    server = await startDisturbedServer([contended])
  })
  after(() => server?.coracle.close())

  it('has one linear order for all that they saw', async () => {
    const seed = Date.now() % 1_000_000
    const history = await contend(server, { seed, rounds: 3, clients: 8, objects: 5, operationsPerRound: 300 })
    const acknowledged = history.filter(({ answer }) => answer?.outcome === 'written').length
    expect(acknowledged).to.be.greaterThan(50)
    expect(judge(history).join('\n'), `seed ${seed}`).to.equal('')
  })
})
