import { ApiError } from '../../apimachinery/api-error.ts'

/** Upstream's answer within a group that it serves. */
export const nothingThere = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})

/** Upstream's answer to a method that a path does not have. */
export const notAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** A patch of a type that no route consumes is turned away by upstream's router. */
export const unsupportedPatchType = (): ApiError =>
  new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
