import { once } from 'node:events'
import { promisify } from 'node:util'
import { constants, createGzip, gzip } from 'node:zlib'
import { answerLimits } from '../../apimachinery/limits.ts'
import type { Json } from '../../apimachinery/meta.ts'
import { type Exchange, header } from './exchange.ts'

/** Smaller answers are not worth compressing; upstream: defaultGzipThresholdBytes. */
const gzipThreshold = 128 * 1024
const gzipOptions = { level: constants.Z_BEST_SPEED }
const compress = promisify(gzip)

/** Sends one finished body. Warnings and length are set here, so that every answer carries them. */
export function respond(exchange: Exchange, code: number, contentType: string, body: string | Buffer): void {
  const { response } = exchange
  if (response.headersSent || response.destroyed) return
  writeWarnings(exchange)
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.statusCode = code
  response.setHeader('Content-Type', contentType)
  if (bytes.length <= gzipThreshold || !acceptsGzip(exchange)) return end(exchange, bytes)
  markCompressed(exchange)
  compress(bytes, gzipOptions).then((small) => end(exchange, small), () => response.destroy())
}

function end({ response }: Exchange, bytes: Buffer): void {
  response.setHeader('Content-Length', bytes.length)
  response.end(bytes)
}

/** Upstream looks for the bare word: one with a quality is not seen. */
function acceptsGzip(exchange: Exchange): boolean {
  const { response } = exchange
  if (response.hasHeader('Content-Encoding')) return false
  return header(exchange, 'accept-encoding').split(',').some((token) => token.trim() === 'gzip')
}

function markCompressed({ response }: Exchange): void {
  response.setHeader('Content-Encoding', 'gzip')
  response.setHeader('Vary', 'Accept-Encoding')
}

/** Sends a value as JSON. */
export function respondJson(exchange: Exchange, code: number, value: unknown): void {
  respond(exchange, code, 'application/json', `${JSON.stringify(value as Json)}\n`)
}

/** Sends chunks as they come, waiting where the client is slower. Many of them are compressed for who asks. */
export async function respondChunks(exchange: Exchange, contentType: string, chunks: Iterable<Buffer>): Promise<void> {
  const { response } = exchange
  const iterator = chunks[Symbol.iterator]()
  const { first, more } = acceptsGzip(exchange) ? takeFirst(iterator) : { first: [], more: true }
  writeWarnings(exchange)
  response.statusCode = 200
  response.setHeader('Content-Type', contentType)
  const rest = more ? remaining(first, iterator) : first
  if (!more || first.length === 0) return writeAll(exchange, response, rest)
  markCompressed(exchange)
  const zip = createGzip(gzipOptions)
  zip.pipe(response)
  response.once('close', () => zip.destroy())
  await writeAll(exchange, zip, rest)
}

/** So much that it is clear whether it is worth compressing. */
function takeFirst(iterator: Iterator<Buffer>): { first: Buffer[]; more: boolean } {
  const first: Buffer[] = []
  for (let size = 0; size <= gzipThreshold;) {
    const { value, done } = iterator.next()
    if (done) return { first, more: false }
    first.push(value)
    size += value.length
  }
  return { first, more: true }
}

function* remaining(first: readonly Buffer[], iterator: Iterator<Buffer>): Generator<Buffer> {
  yield* first
  for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value
}

async function writeAll({ response, signal }: Exchange, into: NodeJS.WritableStream, chunks: Iterable<Buffer>): Promise<void> {
  for (const chunk of chunks) {
    if (response.destroyed) return
    if (!into.write(chunk)) await drained(into, signal)
  }
  into.end()
}

async function drained(stream: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  try {
    await once(stream, 'drain', { signal })
  } catch {
    // The client went away: what is left has no reader, and the caller sees `destroyed`.
  }
}

/** Puts the warnings gathered so far into the head of the answer. */
export function writeWarnings({ response, warnings }: Exchange): void {
  if (warnings.length > 0) response.setHeader('Warning', limited(warnings).map(printWarning))
}

/** Upstream cuts all warnings off at 4 KiB, so that they cannot break a client's header limit. */
function limited(warnings: readonly string[]): string[] {
  let left = answerLimits.warningBytes
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
