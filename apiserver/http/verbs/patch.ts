import { ApiError } from '../../../apimachinery/api-error.ts'
import type { Scope } from '../scope.ts'

/** PATCH. */
export async function patch(_scope: Scope): Promise<void> {
  throw new ApiError(501, 'NotImplemented', 'patch is not served yet')
}
