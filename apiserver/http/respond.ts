import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { answerLimits } from '../../apimachinery/limits.ts'
import { ownTurn } from '../../apimachinery/own-turn.ts'
import { gzipMade, gzipParts } from './encode/gzip.ts'
import { joinParts, type Part, type PartedBody, partsOf, sizeOfBody, sizeOfPart, wholeBody } from './encode/parts.ts'
import { type Exchange, header } from './exchange.ts'
import { sendParts } from './send-parts.ts'

/** Smaller answers are not worth compressing; upstream: defaultGzipThresholdBytes. */
const gzipThreshold = 128 * 1024
const shortBody = 2 * 1024
const gzipOptions = { level: constants.Z_BEST_SPEED }
const compress = promisify(gzip)

/** Sends one finished body. Warnings and length are set here, so that every answer carries them. */
export function respond(exchange: Exchange, code: number, contentType: string, body: string | Buffer): void {
  const { response } = exchange
  if (response.headersSent || response.destroyed) return
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  writeWarnings(exchange)
  response.statusCode = code
  response.setHeader('Content-Type', contentType)
  if (bytes.length <= gzipThreshold || !acceptsGzip(exchange)) return end(exchange, bytes)
  markCompressed(exchange)
  compress(bytes, gzipOptions).then((small) => end(exchange, small), () => response.destroy())
}

function end(exchange: Exchange, bytes: Buffer): void {
  const { response } = exchange
  exchange.bytesSent += bytes.length
  response.setHeader('Content-Length', bytes.length)
  // As text a short body is joined to the head without ado; to gather two pieces costs more, up to some kilobytes.
  if (bytes.length <= shortBody) response.end(bytes.toString('latin1'), 'latin1')
  else response.end(bytes)
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

/** Up to this many bytes go out at once, and that many are copied together for one write beyond it. */
const chunkBytes = 256 * 1024
/** Compressed parts may have to be made: others get their turn between a few dozens of them. */
const gzipChunkBytes = 24 * 1024

/** Sends a body that is put together from what is kept; compressed for who asks, when it is worth it. */
export async function respondParts<Key extends object>(
  exchange: Exchange, contentType: string, body: PartedBody<Key>,
): Promise<void> {
  const { response } = exchange
  if (response.headersSent || response.destroyed) return
  const size = sizeOfBody(body)
  const zip = size > gzipThreshold && acceptsGzip(exchange)
  if (!zip && size <= chunkBytes) return respond(exchange, 200, contentType, wholeBody(body, size))
  writeWarnings(exchange)
  response.statusCode = 200
  response.setHeader('Content-Type', contentType)
  if (zip) {
    markCompressed(exchange)
    return sendParts(exchange, gzipParts(body), gzipChunkBytes)
  }
  response.setHeader('Content-Length', size)
  return sendParts(exchange, partsOf(body), chunkBytes)
}

/** Slow to make: as much as takes some milliseconds. */
const madeBytes = 32 * 1024

/** Sends a body whose parts are made while it is sent, a few in a turn; what is short goes out at once. */
export async function respondMade(exchange: Exchange, contentType: string, parts: Iterator<Part>): Promise<void> {
  const { response } = exchange
  const begun = await beginning(parts)
  if (response.headersSent || response.destroyed) return
  const size = begun.reduce((sum, part) => sum + sizeOfPart(part), 0)
  if (size <= gzipThreshold) return respond(exchange, 200, contentType, joinParts(begun.values(), size))
  writeWarnings(exchange)
  response.statusCode = 200
  response.setHeader('Content-Type', contentType)
  const all = joined(begun, parts)
  if (!acceptsGzip(exchange)) return sendParts(exchange, all, madeBytes)
  markCompressed(exchange)
  return sendParts(exchange, gzipMade(all), madeBytes / 8)
}

/** The first parts: all of them, or more than what is not worth compressing. */
async function beginning(parts: Iterator<Part>): Promise<Part[]> {
  const begun: Part[] = []
  for (let [size, turnEnds] = [0, 0]; size <= gzipThreshold;) {
    if (size >= turnEnds) {
      await ownTurn()
      turnEnds = size + madeBytes
    }
    const { done, value } = parts.next()
    if (done) break
    begun.push(value)
    size += sizeOfPart(value)
  }
  return begun
}

function* joined(begun: readonly Part[], rest: Iterator<Part>): Generator<Part> {
  yield* begun
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value
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
