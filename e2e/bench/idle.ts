/** `npm run bench:idle`: what a server costs that has nothing to do. Limits are those the project promises. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort, run, spawnBundle } from '../harness/coracle.ts'
import { repository } from '../harness/tools.ts'
import { describeMachine, usageOf } from './process.ts'

const settleMs = 60_000
const measureMs = 60_000

const build = await run('npm', ['run', '--silent', 'build', '--prefix', repository])
if (build.code !== 0) throw new Error(build.stderr)
const dataDir = await mkdtemp(join(tmpdir(), 'coracle-bench-'))
const port = await freePort()
const started = performance.now()
const flags = ['--data-dir', dataDir, '--write-kubeconfig', join(dataDir, 'k'), '--bind-address', '127.0.0.1']
const server = spawnBundle(['server', '--disable-agent', ...flags, '--https-listen-port', String(port)])
server.stdout?.resume()
server.stderr?.pipe(process.stderr)
try {
  while (!(await isReady(port))) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    await wait(5)
  }
  const readyMs = performance.now() - started
  await wait(settleMs)
  const before = usageOf(server.pid ?? 0)
  await wait(measureMs)
  const after = usageOf(server.pid ?? 0)
  const perHour = 3_600_000 / measureMs
  console.log(describeMachine())
  console.table([
    row('ready after', readyMs / 1000, 's', 1, 2.4),
    row('resident memory', after.residentBytes / 2 ** 20, 'MiB', 120, 509),
    row('processor', ((after.cpuSeconds - before.cpuSeconds) / measureMs) * 1e5, '% of a core', 1, 3.2),
    row('written', ((after.writtenBytes - before.writtenBytes) * perHour) / 1000, 'kB/h', 100, 107_000),
  ])
} finally {
  server.kill('SIGTERM')
  if (server.exitCode === null) await once(server, 'exit')
  await rm(dataDir, { recursive: true, force: true })
}

function row(figure: string, measured: number, unit: string, limit: number, upstream: number) {
  return {
    figure, measured: Number(measured.toFixed(2)), unit, limit, 'upstream measured': upstream,
    'within the limit': measured <= limit,
  }
}

/** `/readyz` answers the unauthenticated too, so no certificate is needed to ask. */
function isReady(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port: at, path: '/readyz', rejectUnauthorized: false, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
