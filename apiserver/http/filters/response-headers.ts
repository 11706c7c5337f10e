import { randomUUID } from 'node:crypto'
import { type Filter, header } from '../exchange.ts'

/** What every answer carries: an id to find it again, and that nobody may keep it. */
export const withResponseHeaders: Filter = function responseHeaders(exchange, next) {
  const { response } = exchange
  const given = header(exchange, 'audit-id')
  response.setHeader('Audit-Id', /^[\w-]{1,64}$/.test(given) ? given : randomUUID())
  response.setHeader('Cache-Control', 'no-cache, private')
  return next()
}
