import { expect } from 'chai'
import { createRandom } from '../../apimachinery/fuzz/random.ts'
import { type Coracle, startApiServer } from '../harness/coracle.ts'
import { send } from '../harness/request.ts'
import { closed, connect } from '../overload/connect.ts'
import { bytesOf, type FuzzBytes } from './bytes.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const milliseconds = Number(process.env['FUZZ_SECONDS'] ?? 0) * 1000
const rounds = 300
const atOnce = 10
const patienceMs = 5000

describe('a server that is sent any bytes', function () {
  this.timeout(60_000 + milliseconds)
  let coracle: Coracle
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => coracle?.close())

  it('answers or hangs up, blames itself for none of it, and lives on', async () => {
    const until = performance.now() + milliseconds
    for (let round = 0; milliseconds > 0 ? performance.now() < until : round < rounds; round += atOnce) {
      const inputs = Array.from({ length: atOnce }, (_, at) => bytesOf(createRandom(seed * 1_000_003 + round + at)))
      await Promise.all(inputs.map(say))
      const shown = inputs
        .map(({ protocol, bytes }) => `${protocol} ${JSON.stringify(bytes.toString('latin1'))}`)
        .join('\n')
      expect(coracle.process.exitCode, `seed ${seed}, rounds from ${round}: ${shown}`).to.equal(null)
      expect(coracle.output(), shown).not.to.include('unexpected failure')
    }
    expect((await send(coracle, { path: '/readyz', anonymous: true })).status).to.equal(200)
  })

  /** Says it all, and that nothing more will come; whoever is not hung up on goes by himself. */
  async function say({ protocol, bytes }: FuzzBytes): Promise<void> {
    const socket = await connect(coracle, { protocol })
    socket.end(bytes)
    const late = setTimeout(() => socket.destroy(), patienceMs)
    await closed(socket)
    clearTimeout(late)
  }
})
