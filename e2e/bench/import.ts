/** `npm run bench:import`: what it costs to load `@kubernetes/client-node` whole, beside our bundle, which keeps the few parts of it that are used. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../harness/tools.ts'
import { describeMachine } from './process.ts'

const rounds = 7

/** Loads a module in a process of its own; says what that took in milliseconds and added to resident memory in MB. */
const measure = (what: string) => `
  const before = process.memoryUsage.rss()
  const started = performance.now()
  await import(${JSON.stringify(what)})
  console.log(JSON.stringify({ ms: performance.now() - started, mb: (process.memoryUsage.rss() - before) / 1e6 }))`

execFileSync('npm', ['run', '--silent', 'build', '--prefix', repository], { stdio: 'inherit' })
const dist = join(repository, 'dist')
const server = readdirSync(dist).find((file) => file.startsWith('server-'))
if (server === undefined) throw new Error('the bundle has no server')
console.log(describeMachine())
console.table([
  row('@kubernetes/client-node whole', '@kubernetes/client-node'),
  row('the bundle with all of the API server', join(dist, server)),
  row('the client in the bundle', join(dist, 'client.mjs')),
])

function row(loaded: string, what: string) {
  const runs = Array.from({ length: rounds }, () =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', measure(what)], { cwd: repository, encoding: 'utf8' })),
  )
  const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN)
  return { loaded, ms: median(runs.map(({ ms }) => ms)), MB: median(runs.map(({ mb }) => mb)) }
}
