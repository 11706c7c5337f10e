/** Field validation errors with upstream's wording; upstream: k8s.io/apimachinery/pkg/util/validation/field. */

/** The kinds of field error, by the `reason` a Status cause carries. */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** One thing wrong with one field. `message` is the part behind `path: `. */
export interface FieldError {
  type: FieldErrorType
  /** As upstream prints it: `spec.template.spec.containers[0].image`, `metadata.labels[a/b]`. */
  path: string
  message: string
}

/** The value of a field as Go prints it in messages: strings quoted, the rest as JSON. */
export function printValue(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return quoteGo(value)
  return typeof value === 'object' ? printHolder(value) : JSON.stringify(value)
}

const printed = new WeakMap<object, string>()
/** To print less again costs nothing. */
const longPrint = 1024

/** A long list may be wrong at each of its places, and each time be named as a whole: it is printed once. */
function printHolder(value: object): string {
  const known = printed.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  if (text.length > longPrint) printed.set(value, text)
  return text
}

/** Printable ASCII that needs no escape. */
const plainText = /^[ !#-[\]-~]*$/
const named: Readonly<Record<string, string>> = { '\u0007': '\\a', '\u000b': '\\v' }

/** A text as Go's `%q` prints it: what has no print is escaped, with two digits below 128. */
export function quoteGo(text: string): string {
  if (plainText.test(text)) return `"${text}"`
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])/g, (_, code: string) => {
    return named[String.fromCharCode(Number.parseInt(code, 16))] ?? `\\x${code}`
  }).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeRune)
}

function escapeRune(rune: string): string {
  const code = (rune.codePointAt(0) ?? 0).toString(16)
  if (code.length <= 2) return code === '7f' ? '\\x7f' : `\\u${code.padStart(4, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}

export function required(path: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', path, message: join('Required value', detail) }
}

export function invalid(path: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', path, message: join(`Invalid value: ${printValue(value)}`, detail) }
}


/** `supported` is printed sorted, as upstream does where it has a set of them. */
export function notSupported(path: string, value: unknown, supported: readonly string[]): FieldError {
  return notSupportedInOrder(path, value, [...supported].sort())
}

/** The same for values that upstream lists in an order of their own. */
export function notSupportedInOrder(path: string, value: unknown, supported: readonly string[]): FieldError {
  const names = supported.map((name) => quoteGo(name)).join(', ')
  const detail = names === '' ? '' : `supported values: ${names}`
  return { type: 'FieldValueNotSupported', path, message: join(`Unsupported value: ${printValue(value)}`, detail) }
}

export function duplicate(path: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', path, message: `Duplicate value: ${printValue(value)}` }
}

export function forbidden(path: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', path, message: join('Forbidden', detail) }
}

export function notFound(path: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', path, message: `Not found: ${printValue(value)}` }
}

/** `max` is in bytes; upstream prints an empty value, so that a message is never itself too long. */
export function tooLong(path: string, max: number): FieldError {
  const detail = `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}`
  return { type: 'FieldValueTooLong', path, message: `Too long: ${detail}` }
}

export function tooMany(path: string, actual: number, max: number): FieldError {
  const detail = `must have at most ${max} ${max === 1 ? 'item' : 'items'}`
  return { type: 'FieldValueTooMany', path, message: `Too many: ${actual}: ${detail}` }
}

function join(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`
}
