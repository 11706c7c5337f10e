/**
 * `node e2e/consistency/linearizability/program.ts [--rounds 20] [--seed N]`: lets clients contend for objects of a
 * server that is stopped and killed meanwhile, and says whether what they saw is linearizable. A seed repeats what they
 * do, not when.
 */
import { parseArgs } from 'node:util'
import { startDisturbedServer } from '../load/disturbed-server.ts'
import { contend, contended } from './contend.ts'
import { judge } from './verdict.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const server = await startDisturbedServer([contended])
try {
  const history = await contend(server, {
    seed,
    rounds: Number(values.rounds),
    clients: 8,
    objects: 5,
    operationsPerRound: 500,
  })
  const findings = judge(history)
  const unknown = history.filter(({ answer }) => answer === undefined).length
  console.log(
    `seed ${seed}: ${history.length} operations, ${unknown} of them without an answer: `
      + (findings.length === 0 ? 'linearizable' : 'NOT linearizable'),
  )
  for (const finding of findings) console.log(finding)
  process.exitCode = findings.length === 0 ? 0 : 1
} finally {
  await server.coracle.close()
}
