import { ApiError } from '../../../apimachinery/api-error.ts'

/**
 * A body that cannot be decoded. `stage` says how far it came: with `syntax` not even the kind could be
 * read, with `type` a value did not fit. Upstream words the two differently, see describeDecodeError.
 */
export class DecodeError extends ApiError {
  readonly stage: 'syntax' | 'type'

  constructor(stage: 'syntax' | 'type', message: string) {
    super(400, 'BadRequest', message)
    this.name = 'DecodeError'
    this.stage = stage
  }
}

/** What a body said it was, as far as that could be read. */
export interface SaidKind {
  version: string
  kind: string
}

/**
 * The error a client sees when its body cannot be decoded into `wanted` (a kind). `why` is the decoder's text;
 * `said` is undefined when apiVersion and kind could not be read. Upstream: handlers.transformDecodeError.
 */
export function describeDecodeError(
  why: string, wanted: string, said: SaidKind | undefined, body: Uint8Array,
): ApiError {
  if (said !== undefined && said.kind !== '') {
    const where = `${said.kind} in version ${JSON.stringify(said.version)}`
    return new ApiError(400, 'BadRequest', `${where} cannot be handled as a ${wanted}: ${why}`)
  }
  const message = `the object provided is unrecognized (must be of type ${wanted}): ${why} (${summary(body)})`
  return new ApiError(400, 'BadRequest', message)
}

/** The first bytes of a body: as text when it looks like JSON, in hexadecimal otherwise. */
function summary(body: Uint8Array): string {
  const most = 30
  if (body.length === 0) return '<empty>'
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, most))
  return `${head.toString(body[0] === 0x7b ? 'utf8' : 'hex')}${body.length > most ? ' ...' : ''}`
}
