import { ApiError } from '../../apimachinery/api-error.ts'

/** Whether somebody else was faster. */
export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === 'Conflict'
}

/** Does it again when somebody else was faster, up to so many times in all. Upstream: retry.RetryOnConflict. */
export async function repeatOnConflict<T>(times: number, act: () => Promise<T>): Promise<T> {
  for (let left = times - 1; ; left--) {
    try {
      return await act()
    } catch (error) {
      if (left <= 0 || !isConflict(error)) throw error
    }
  }
}
