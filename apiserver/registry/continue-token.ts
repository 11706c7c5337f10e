import { badRequest } from '../../apimachinery/api-error.ts'
import { ownValue } from '../../apimachinery/own.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { plain } from '../resources/schema/decode.ts'
import { parseJson } from '../resources/schema/json-text.ts'

/** Where a paginated list goes on. */
export interface Continuation {
  /** The key behind which it goes on, below the collection's prefix; may end in a NUL. */
  start: string
  /** -1: at whatever the state is now. */
  revision: number
}

/** Upstream: storage.EncodeContinue. `key` is the last one shown. */
export function encodeContinue(key: string, prefix: string, revision: number): string {
  const start = `${key.slice(prefix.length)}\u0000`
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url')
}

/** Upstream: storage.DecodeContinue. Throws 400 in its words. */
export function decodeContinue(token: string): Continuation {
  const { v, rv, start } = fieldsOf(parse(token))
  if (v !== 'meta.k8s.io/v1') throw refuse(`server does not recognize this encoded version ${v}`)
  if (rv === 0) throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (start === '') throw refuse('encoded start key empty (version meta.k8s.io/v1)')
  const climbs = start.replace(/^\//, '').split('/').some((part) => part === '..' || part === '.' || part === '')
  if (climbs && start !== '/') throw refuse(start)
  return { start: start.replace(/^\//, ''), revision: rv }
}

interface Fields { v: string; rv: number; start: string }

function parse(token: string): unknown {
  const bad = /[^\w-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : undefined)
  if (bad !== undefined) throw refuse(`illegal base64 data at input byte ${bad}`)
  try {
    return plain(parseJson(Buffer.from(token, 'base64url').toString()))
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error
  }
}

/** The fields as Go decodes them: what is absent or null is the zero value, what is of another type is refused. */
function fieldsOf(value: unknown): Fields {
  const wrong = (type: string, into: string) => refuse(`json: cannot unmarshal ${type} into Go ${into}`)
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    throw wrong(typeOf(value), 'value of type storage.continueToken')
  }
  const given = (value ?? {}) as Readonly<Record<string, unknown>>
  const field = <T extends string | number>(name: keyof Fields, type: 'string' | 'int64', zero: T): T => {
    const own = ownValue(given, name) ?? zero
    if (typeof own !== typeof zero) throw wrong(typeOf(own), `struct field continueToken.${name} of type ${type}`)
    return own as T
  }
  const fields = { v: field('v', 'string', ''), rv: field('rv', 'int64', 0), start: field('start', 'string', '') }
  if (Number.isSafeInteger(fields.rv)) return fields
  throw wrong(`number ${fields.rv}`, 'struct field continueToken.rv of type int64')
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)
