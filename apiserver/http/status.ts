import { ApiError, internalError } from '../../apimachinery/api-error.ts'
import type { Logger } from '../../apimachinery/log.ts'
import { negotiate, type Representation } from './accept.ts'
import { send } from './encode/present.ts'
import { type Exchange, header } from './exchange.ts'
import { respond } from './respond.ts'

/** An answer that upstream gives as plain text, not as a Status: paths that name nothing. */
export class PlainTextError extends Error {
  override name = 'PlainTextError'
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** A path that leads nowhere. */
export const pageNotFound = (): PlainTextError => new PlainTextError(404, '404 page not found\n')

/** Turns what a stage threw into the answer: the only place that does. Never throws: that would end the process. */
export function respondError(exchange: Exchange, error: unknown, log: Logger): void {
  try {
    answerError(exchange, error, log)
  } catch (failure) {
    unexpected(exchange, failure, log)
    exchange.response.destroy()
  }
}

function answerError(exchange: Exchange, error: unknown, log: Logger): void {
  if (exchange.response.headersSent) return breakOff(exchange, error, log)
  if (error instanceof PlainTextError) {
    exchange.response.setHeader('X-Content-Type-Options', 'nosniff')
    return respond(exchange, error.code, 'text/plain; charset=utf-8', error.message)
  }
  const known = error instanceof ApiError ? error : unexpected(exchange, error, log)
  const retryAfter = known.details?.retryAfterSeconds
  if (retryAfter !== undefined && retryAfter > 0) exchange.response.setHeader('Retry-After', retryAfter)
  send(exchange, known.code, formFor(exchange), known.toStatus())
}

/** Half an answer must not look like a whole one. */
function breakOff(exchange: Exchange, error: unknown, log: Logger): void {
  if (!(error instanceof ApiError || error instanceof PlainTextError)) unexpected(exchange, error, log)
  if (!exchange.response.writableEnded) exchange.response.destroy()
}

/** Errors come as what was asked for where they can, and as JSON for people where not: there are no views of them. */
function formFor(exchange: Exchange): Pick<Representation, 'mediaType' | 'pretty'> {
  try {
    return negotiate(header(exchange, 'accept'), { protobuf: true, views: false })
  } catch {
    return { mediaType: 'application/json', pretty: true }
  }
}

function unexpected({ request, path }: Exchange, error: unknown, log: Logger): ApiError {
  log.error('cannot answer: unexpected failure', {
    method: request.method, path, stack: error instanceof Error ? error.stack : String(error),
  })
  return internalError(error instanceof Error ? error.message : String(error))
}

