import { ApiError } from '../../apimachinery/api-error.ts'

/** The answer to a request whose time is up. Upstream: NewTimeoutError of WithTimeoutForNonLongRunningRequests. */
export const timedOut = (): ApiError =>
  new ApiError(504, 'Timeout', 'Timeout: request did not complete within the allotted timeout', {})
