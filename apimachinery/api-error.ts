import type { FieldError } from './field-error.ts'
import { answerLimits } from './limits.ts'

/** One cause in a Status; upstream: metav1.StatusCause. */
export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

/** Upstream: metav1.StatusDetails. */
export interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: StatusCause[]
  retryAfterSeconds?: number
}

/** The only shape in which a request fails; upstream: metav1.Status. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: { resourceVersion?: string; continue?: string }
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: StatusDetails
  code: number
}

/** A resource as messages name it: `deployments.apps`, and `pods` for the core group. */
export interface ResourceName {
  group: string
  resource: string
}

function printResource({ group, resource }: ResourceName): string {
  return group === '' ? resource : `${resource}.${group}`
}

/** An error that a client is meant to see; http/ turns it into a Status in one place. */
export class ApiError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: StatusDetails | undefined
  /** Goes to the Status's `metadata.continue`: the token with which an expired list may go on. */
  continueToken: string | undefined

  constructor(code: number, reason: string, message: string, details?: StatusDetails, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ApiError'
    this.code = code
    this.reason = reason
    this.details = details
  }

  /** The Status that says this. */
  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    }
  }
}

const about = (of: ResourceName, name: string): StatusDetails => ({
  ...(name === '' ? {} : { name }),
  ...(of.group === '' ? {} : { group: of.group }),
  ...(of.resource === '' ? {} : { kind: of.resource }),
})

export const notFoundError = (of: ResourceName, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${printResource(of)} "${name}" not found`, about(of, name))

export const alreadyExists = (of: ResourceName, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${printResource(of)} "${name}" already exists`, about(of, name))

export const conflict = (of: ResourceName, name: string, why: string): ApiError =>
  new ApiError(
    409, 'Conflict', `Operation cannot be fulfilled on ${printResource(of)} "${name}": ${why}`, about(of, name),
  )

/** The message of every optimistic-lock failure; upstream: registry.OptimisticLockErrorMsg. */
export const modifiedMessage =
  'the object has been modified; please apply your changes to the latest version and try again'

export const forbiddenError = (of: ResourceName, name: string, why: string): ApiError => {
  const subject = name === '' ? printResource(of) : `${printResource(of)} "${name}"`
  return new ApiError(403, 'Forbidden', `${subject} is forbidden: ${why}`, about(of, name))
}

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message)

export const internalError = (message: string, options?: ErrorOptions): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }, options)

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized')

export const tooLargeError = (message: string): ApiError => new ApiError(413, 'RequestEntityTooLarge', message)

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

export const notAcceptable = (accepted: readonly string[]): ApiError =>
  new ApiError(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`)


export const expired = (message: string): ApiError => new ApiError(410, 'Expired', message)

/** Upstream: errors.NewInvalid. Equal errors are said once, as upstream's aggregate does. */
export function invalidError(
  of: { group: string; kind: string }, name: string, errors: readonly FieldError[],
): ApiError {
  const kind = of.group === '' ? of.kind : `${of.kind}.${of.group}`
  const told = someOf(errors)
  const lines = [...new Set(told.map(printFieldError))]
  if (told.length < errors.length) lines.push(`and ${errors.length - told.length} more errors`)
  const what = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${what}`, {
    ...(name === '' ? {} : { name }),
    ...(of.group === '' ? {} : { group: of.group }),
    ...(of.kind === '' ? {} : { kind: of.kind }),
    causes: told.map(({ type, path, message }) => ({ reason: type, message, field: path })),
  })
}

/** The first errors, as many as one answer may tell of. */
function someOf(errors: readonly FieldError[]): readonly FieldError[] {
  let left: number = answerLimits.causeCharacters
  const end = errors.findIndex(({ path, message }, at) => {
    left -= path.length + message.length
    return at > 0 && (at === answerLimits.causes || left < 0)
  })
  return end < 0 ? errors : errors.slice(0, end)
}

function printFieldError({ path, message }: FieldError): string {
  return `${path}: ${message}`
}
