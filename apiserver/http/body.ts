import { bodyLimits } from '../../apimachinery/limits.ts'
import { ApiError, badRequest, tooLargeError } from '../../apimachinery/api-error.ts'
import { type Exchange, header } from './exchange.ts'

/** Reads the whole body. Throws 413 once it is longer than `limit`; what is behind is thrown away, not kept. */
export async function readBody({ request, signal }: Exchange, limit = bodyLimits.bytes): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) {
    request.resume()
    throw tooLarge(limit)
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
    }
  } catch (cause) {
    throw new ApiError(400, 'BadRequest', 'cannot read the request: the client went away', {}, { cause })
  }
  if (size > limit) throw tooLarge(limit)
  if (signal.aborted) throw badRequest('cannot read the request: the client went away')
  return Buffer.concat(chunks, size)
}

function tooLarge(limit: number): ApiError {
  return tooLargeError(`limit is ${limit}`)
}

/** The media type of a body, without parameters; '' when none is given. */
export function contentType(exchange: Exchange): string {
  return header(exchange, 'content-type').split(';')[0]?.trim().toLowerCase() ?? ''
}
