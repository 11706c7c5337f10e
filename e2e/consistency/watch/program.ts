/**
 * `node e2e/consistency/watch/program.ts [--rounds 12] [--watchers 2] [--seed N]`: lets writers write and many watchers
 * watch while the server is stopped and killed, and says which of etcd's promises to watchers were broken. A seed
 * repeats what they do, not when.
 */
import { parseArgs } from 'node:util'
import { startDisturbedServer } from '../load/disturbed-server.ts'
import { judgeWatchers } from './judge.ts'
import { observe, observed } from './observe.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    watchers: { type: 'string', default: '2' },
    seed: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const server = await startDisturbedServer(observed)
try {
  const seen = await observe(server, {
    seed,
    rounds: Number(values.rounds),
    writers: 6,
    watchers: Number(values.watchers),
    writesPerRound: 400,
  })
  const findings = judgeWatchers(seen)
  const sessions = seen.streams.flatMap((stream) => stream.sessions)
  const events = sessions.reduce((sum, session) => sum + session.seen.length, 0)
  const verdict = findings.length === 0 ? 'every promise was kept' : 'PROMISES WERE BROKEN'
  console.log(
    `seed ${seed}: ${seen.history.length} operations, ${seen.streams.length} watchers in ${sessions.length} requests, `
      + `${events} events: ${verdict}`,
  )
  for (const finding of findings) console.log(finding)
  process.exitCode = findings.length === 0 ? 0 : 1
} finally {
  await server.coracle.close()
}
