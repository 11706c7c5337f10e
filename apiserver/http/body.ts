import { bodyLimits } from '../../apimachinery/limits.ts'
import { ApiError, tooLargeError } from '../../apimachinery/api-error.ts'
import { type Place, Roll } from '../../apimachinery/roll.ts'
import { type Exchange, header } from './exchange.ts'
import { timedOut } from './timed-out.ts'

/**
 * Reads the whole body. Throws 413 once it is longer than `limit`, 504 when it comes too slowly: what is behind is not
 * read any more by this.
 */
export function readBody({ request }: Exchange, limit: number = bodyLimits.bytes): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) return Promise.reject(tooLarge(limit))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let place: Place<Reading> | undefined
    const reading: Reading = { since: performance.now(), size: 0, giveUp: () => finish(() => reject(timedOut())) }
    const onData = (chunk: Buffer): void => {
      reading.size += chunk.length
      if (reading.size > limit) finish(() => reject(tooLarge(limit)))
      else chunks.push(chunk)
    }
    const onEnd = (): void => {
      if (reading.size > bodyLimits.oneTurnBytes) large.add(request)
      finish(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, reading.size)))
    }
    const onClose = (cause?: Error): void => finish(() => reject(goneAway(cause)))
    const finish = (act: () => void): void => {
      if (place) beingRead.leave(place)
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      act()
    }
    // An error after the end of the reading is nobody's any more, and must not end the process.
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
    if (request.destroyed && !request.readableEnded) onClose()
    else place = watchOver(reading)
  })
}

/** Requests whose bodies are large. */
const large = new WeakSet<object>()

/** Whether a body was read that is so large that what is done with it has to leave others their turns. */
export function hasLargeBody({ request }: Pick<Exchange, 'request'>): boolean {
  return large.has(request)
}

/** A body on its way. */
interface Reading {
  readonly since: number
  size: number
  giveUp(): void
}

const beingRead = new Roll<Reading>()
let sweeper: NodeJS.Timeout | undefined

/** One timer for all bodies, and none when there are none. */
function watchOver(reading: Reading): Place<Reading> {
  sweeper ??= setInterval(sweep, bodyLimits.sweepMilliseconds).unref()
  return beingRead.add(reading)
}

function sweep(): void {
  const now = performance.now()
  for (const reading of beingRead.all()) if (isTooSlow(reading.size, now - reading.since)) reading.giveUp()
  if (beingRead.first) return
  clearInterval(sweeper)
  sweeper = undefined
}

/** Whether so many bytes in so many milliseconds are fewer than a body must bring. */
export function isTooSlow(bytes: number, milliseconds: number): boolean {
  return milliseconds > bodyLimits.patienceMilliseconds + (bytes / bodyLimits.bytesPerSecond) * 1000
}

function goneAway(cause: Error | undefined): ApiError {
  return new ApiError(400, 'BadRequest', 'cannot read the request: the client went away', {}, { cause })
}

function tooLarge(limit: number): ApiError {
  return tooLargeError(`limit is ${limit}`)
}

/** The media type of a body, without parameters; '' when none is given. */
export function contentType(exchange: Exchange): string {
  return writtenType(exchange).toLowerCase()
}

/**
 * The same as it is written: the router of upstream's, who tells patches apart, knows no other spelling than its own.
 */
export function writtenType(exchange: Exchange): string {
  return header(exchange, 'content-type').split(';')[0]?.trim() ?? ''
}
