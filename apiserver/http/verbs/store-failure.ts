import { ApiError, internalError } from '../../../apimachinery/api-error.ts'
import { StoreClosedError, StoreWriteError } from '../../storage/errors.ts'

/**
 * What a client may be told of what the store could not do: 500 for a write that the disk refused, 503 while the server
 * closes; anything else stays as it is.
 */
export function asApiError(error: unknown): unknown {
  if (error instanceof StoreWriteError) return internalError(error.message, { cause: error })
  if (error instanceof StoreClosedError) {
    return new ApiError(
      503, 'ServiceUnavailable', 'the server is shutting down', { retryAfterSeconds: 1 }, { cause: error },
    )
  }
  return error
}
