import { once } from 'node:events'
import type { Json } from '../../apimachinery/meta.ts'
import type { Exchange } from './exchange.ts'

/** Sends one finished body. Warnings and length are set here, so that every answer carries them. */
export function respond(exchange: Exchange, code: number, contentType: string, body: string | Buffer): void {
  const { response } = exchange
  if (response.headersSent || response.destroyed) return
  writeWarnings(exchange)
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.statusCode = code
  response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', bytes.length)
  response.end(bytes)
}

/** Sends a value as JSON. */
export function respondJson(exchange: Exchange, code: number, value: unknown): void {
  respond(exchange, code, 'application/json', `${JSON.stringify(value as Json)}\n`)
}

/** Sends chunks as they come, waiting where the client is slower. */
export async function respondChunks(
  exchange: Exchange, contentType: string, chunks: Iterable<Buffer | string>,
): Promise<void> {
  const { response } = exchange
  writeWarnings(exchange)
  response.statusCode = 200
  response.setHeader('Content-Type', contentType)
  for (const chunk of chunks) {
    if (response.destroyed) return
    if (!response.write(chunk)) await drained(exchange)
  }
  response.end()
}

async function drained({ response, signal }: Exchange): Promise<void> {
  try {
    await once(response, 'drain', { signal })
  } catch {
    // The client went away: what is left has no reader, and the caller sees `destroyed`.
  }
}

/** Puts the warnings gathered so far into the head of the answer. */
export function writeWarnings({ response, warnings }: Exchange): void {
  if (warnings.length > 0) response.setHeader('Warning', limited(warnings).map(printWarning))
}

const maxWarningBytes = 4096

/** Upstream cuts all warnings off at 4 KiB, so that they cannot break a client's header limit. */
function limited(warnings: readonly string[]): string[] {
  let left = maxWarningBytes
  return warnings.filter((text) => (left -= text.length) >= 0)
}

function printWarning(text: string): string {
  const safe = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').replace(/["\\]/g, (found) => `\\${found}`)
  return `299 - "${toHeaderBytes(safe)}"`
}

/** Header values are bytes: UTF-8 goes through as upstream sends it, one character per byte. */
function toHeaderBytes(text: string): string {
  return Buffer.from(text).toString('latin1')
}
