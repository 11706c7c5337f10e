import type { Exchange } from './exchange.ts'
import type { PathHandler } from './dispatch.ts'
import { respond } from './respond.ts'

/** One thing that must be well; throws or answers a reason when it is not. */
export interface HealthCheck {
  name: string
  check(): string | undefined
}

/** `/livez`, `/readyz` and `/healthz`, each alone, verbose, and by the name of one check. */
export function healthPaths(checks: readonly HealthCheck[]): PathHandler {
  return (exchange) => {
    const [root, name, ...more] = exchange.path.replace(/\/+$/, '').slice(1).split('/')
    if (!root || !['livez', 'readyz', 'healthz'].includes(root) || more.length > 0) return false
    const wanted = name === undefined ? checks : checks.filter((check) => check.name === name)
    if (wanted.length === 0) return false
    answer(exchange, root, wanted, name !== undefined)
    return true
  }
}

function answer(exchange: Exchange, root: string, checks: readonly HealthCheck[], single: boolean): void {
  const { query } = exchange
  const excluded = query.getAll('exclude')
  const lines = checks.map(({ name, check }) => {
    if (excluded.includes(name)) return { ok: true, text: `[+]${name} excluded: ok` }
    const wrong = check()
    return wrong === undefined ? { ok: true, text: `[+]${name} ok` } : { ok: false, text: `[-]${name} failed: reason withheld` }
  })
  const healthy = lines.every(({ ok }) => ok)
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff')
  const type = 'text/plain; charset=utf-8'
  if (healthy && (single || !query.has('verbose'))) return respond(exchange, 200, type, 'ok')
  const text = lines.map((line) => `${line.text}\n`).join('')
  respond(exchange, healthy ? 200 : 500, type, `${text}${root} check ${healthy ? 'passed' : 'failed'}\n`)
}
