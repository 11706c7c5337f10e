/**
 * `npm run bench:import`: what it costs to load `@kubernetes/client-node` whole, beside our bundle,
 * which keeps the few parts of it that are used.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../harness/tools.ts'
import { describeMachine } from './process.ts'

const rounds = 7

/**
 * Loads a module in a process of its own; says what that took, of time and of the processor, in milliseconds,
 * and added to resident memory, in MB.
 */
const measure = (what: string) => `
  const before = process.memoryUsage.rss()
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  await import(${JSON.stringify(what)})
  const { user, system } = process.cpuUsage(cpu)
  const ms = performance.now() - started
  console.log(JSON.stringify({ ms, cpu: (user + system) / 1000, mb: (process.memoryUsage.rss() - before) / 1e6 }))`

execFileSync('npm', ['run', '--silent', 'build', '--prefix', repository], { stdio: 'inherit' })
const dist = join(repository, 'dist')
console.log(describeMachine())
console.table([
  row('@kubernetes/client-node whole', '@kubernetes/client-node'),
  row('its parts in the bundle, which coracle agent loads', chunk('remote-client')),
  row('the bundle of coracle server', chunk('server')),
])

/** The file of the bundle that holds a module of `cli/`. */
function chunk(name: string): string {
  const file = readdirSync(dist).find((one) => one.startsWith(`${name}-`))
  if (file === undefined) throw new Error(`the bundle has no ${name}`)
  return join(dist, file)
}

function row(loaded: string, what: string) {
  const runs = Array.from({ length: rounds }, () =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', measure(what)], {
      cwd: repository, encoding: 'utf8',
    })),
  )
  const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN)
  return {
    loaded, ms: median(runs.map(({ ms }) => ms)), 'ms of processor': median(runs.map(({ cpu }) => cpu)),
    MB: median(runs.map(({ mb }) => mb)),
  }
}
