/**
 * Prints how long a turn of the event loop takes at most while clients ask for much: `node e2e/overload/turns/run.ts
 * [--pods 10000] [--configmaps 100000] [--only TEXT]`.
 */
import { parseArgs } from 'node:util'
import { administratorOf } from '../../harness/request.ts'
import { fill, turnCases } from './cases.ts'
import { costOf, startTracedServer } from './traced-server.ts'

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' }, configmaps: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
  },
})
const counts = { pods: Number(values.pods), configMaps: Number(values.configmaps) }

const server = await startTracedServer()
try {
  const { cert, key } = administratorOf(server)
  const target = { port: server.port, tls: { cert: `${cert}`, key: `${key}` } }
  await fill(target, counts)
  for (const { name, run } of turnCases(counts).filter((one) => one.name.includes(values.only))) {
    let told = ''
    const { processor, longestTurn } = await costOf(server, async () => {
      told = await run(target).then(summary, String)
    })
    console.log(
      `${name.padEnd(64)} ${longestTurn.toFixed(0).padStart(6)} ms of ${processor.toFixed(0).padStart(6)} ms   ${told}`,
    )
  }
} finally {
  await server.close()
}

/** Which answers there were. */
function summary(answers: unknown): string {
  const counted = new Map<number, number>()
  for (const { status } of [answers].flat() as { status: number }[]) counted.set(status, (counted.get(status) ?? 0) + 1)
  return [...counted].map(([status, count]) => `${count} × ${status}`).join(', ')
}
