import type { Exchange } from './exchange.ts'
import type { PathHandler } from './dispatch.ts'
import { respond } from './respond.ts'
import { startHooks } from './start-hooks.ts'

/** Where health is asked for. */
export type HealthEndpoint = 'livez' | 'readyz' | 'healthz'

/** One thing that must be well. */
export interface HealthCheck {
  name: string
  endpoints: readonly HealthEndpoint[]
  /** Whether `/` does not name its paths. */
  unlisted?: true
  /** Why it is not well; undefined when it is. */
  check(): string | undefined
}

const contentType = 'text/plain; charset=utf-8'
const everywhere: readonly HealthEndpoint[] = ['livez', 'readyz', 'healthz']

/** What the server knows about itself. */
interface Condition {
  storeFailure(): string | undefined
  closing(): boolean
  /** All is done that a start does. */
  started(): boolean
}

/**
 * What upstream checks, in its order, as far as there is such a thing here. `etcd` is the store,
 * under the name that is known.
 */
export function healthChecks(is: Condition): HealthCheck[] {
  const well = () => undefined
  const started = () => (is.started() ? undefined : 'not finished')
  return [
    { name: 'ping', endpoints: everywhere, check: well },
    { name: 'log', endpoints: everywhere, check: well },
    { name: 'loopback-serving-certificate', endpoints: ['livez', 'healthz'], check: well },
    { name: 'etcd', endpoints: ['livez', 'healthz'], check: is.storeFailure },
    { name: 'etcd-readiness', endpoints: ['readyz'], unlisted: true, check: is.storeFailure },
    { name: 'informer-sync', endpoints: ['readyz'], check: well },
    ...startHooks.map((name) => ({ name, endpoints: everywhere, check: started })),
    { name: 'shutdown', endpoints: ['readyz'], check: () => (is.closing() ? 'process is shutting down' : undefined) },
  ]
}

/** The paths of all checks that are listed. */
export function pathsOfHealth(checks: readonly HealthCheck[]): string[] {
  return everywhere.flatMap((endpoint) =>
    [`/${endpoint}`, ...checks
      .filter((check) => !check.unlisted && check.endpoints.includes(endpoint))
      .map(({ name }) => `/${endpoint}/${name}`)])
}

/** Hears what came of each check when an endpoint was asked as a whole. */
export type ObserveHealth = (name: string, endpoint: HealthEndpoint, isWell: boolean) => void

/** `/livez`, `/readyz` and `/healthz`, each alone, verbose, and by the name of one check. */
export function healthPaths(checks: readonly HealthCheck[], observe: ObserveHealth): PathHandler {
  return (exchange) => {
    const [root, ...rest] = exchange.path.slice(1).split('/')
    const name = rest.length === 0 ? undefined : rest.join('/')
    const endpoint = everywhere.find((candidate) => candidate === root)
    if (!endpoint) return false
    const here = checks.filter(({ endpoints }) => endpoints.includes(endpoint))
    const wanted = name === undefined ? here : here.filter((check) => check.name === name)
    if (wanted.length === 0) return false
    if (name === undefined) answer(exchange, endpoint, { checks: wanted, observe })
    else answerOne(exchange, wanted)
    return true
  }
}

/** Who may ask for one check by its name is told what is wrong; `answer` is for anyone, and withholds it. */
function answerOne(exchange: Exchange, checks: readonly HealthCheck[]): void {
  const wrong = checks.map(({ check }) => check()).find((each) => each !== undefined)
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff')
  respond(
    exchange, wrong === undefined ? 200 : 500, contentType,
    wrong === undefined ? 'ok' : `internal server error: ${wrong}\n`,
  )
}

function answer(
  exchange: Exchange, root: HealthEndpoint,
  { checks, observe }: { checks: readonly HealthCheck[]; observe: ObserveHealth },
): void {
  const { query } = exchange
  const excluded = query.getAll('exclude')
  const lines = checks.map(({ name, check }) => {
    if (excluded.includes(name)) return { ok: true, text: `[+]${name} excluded: ok` }
    const wrong = check()
    observe(name, root, wrong === undefined)
    return wrong === undefined
      ? { ok: true, text: `[+]${name} ok` }
      : { ok: false, text: `[-]${name} failed: reason withheld` }
  })
  const unknown = excluded.filter((name) => !checks.some((check) => check.name === name))
  const warning = unknown.length === 0
    ? ''
    : 'warn: some health checks cannot be excluded: no matches for '
      + `${unknown.map((name) => JSON.stringify(name)).join(',')}\n`
  const healthy = lines.every(({ ok }) => ok)
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff')
  if (healthy && !query.has('verbose')) return respond(exchange, 200, contentType, 'ok')
  const text = lines.map((line) => `${line.text}\n`).join('')
  respond(
    exchange, healthy ? 200 : 500, contentType, `${text}${warning}${root} check ${healthy ? 'passed' : 'failed'}\n`,
  )
}
