import {
  boolYaml11Tag, defineScalarTag, floatCoreTag, load, mapTag, mergeTag, NOT_RESOLVED, nullYaml11Tag, Schema, seqTag,
  strTag, YAMLException,
} from 'js-yaml'
import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'
import { checkDepth } from './depth.ts'
import { hasExcessiveAliasing } from './yaml-aliases.ts'

/** A YAML document as JSON, and what strict decoding would say against it. */
export interface DecodedYaml {
  value: unknown
  /** `line 4: key "k" already set in map`. */
  strict: string[]
}

/**
 * Reads one document with the rules Go's library has: YAML 1.1 booleans (`y`, `no`, `on`), octal numbers
 * with a leading zero, timestamps and `12:30` are text, the last of a repeated key counts. An empty text is null.
 *
 * @throws DecodeError (400) when the text is no YAML.
 */
export function decodeYaml(text: string): DecodedYaml {
  const decoded = decodeDocument(text)
  if (hasExcessiveAliasing(decoded.value)) {
    throw new DecodeError('syntax', 'yaml: document contains excessive aliasing')
  }
  checkDepth(decoded.value)
  return decoded
}

function decodeDocument(text: string): DecodedYaml {
  try {
    return { value: read(text, false), strict: [] }
  } catch (error) {
    if (!(error instanceof YAMLException)) {
      throw new DecodeError('syntax', `yaml: ${String(error)}`)
    }
    const repeated = repeatedKey(text, error)
    if (repeated === undefined) throw syntaxError(error, text)
    return { value: read(text, true), strict: [repeated] }
  }
}

function read(text: string, lastWins: boolean): unknown {
  const stripped = firstDocument(text)
  if (isBlank(stripped)) return null
  try {
    // The reader counts scalars too, and only keeps its own stack: what is too deep is told behind it.
    return load(stripped, {
      schema, json: lastWins, maxDepth: 2 * bodyLimits.depth, maxAliases: bodyLimits.yamlAliases,
    })
  } catch (error) {
    const end = error instanceof YAMLException ? endOfFlow(stripped, error) : 0
    if (end > 0) return read(stripped.slice(0, end), lastWins)
    if (lastWins && error instanceof YAMLException) throw syntaxError(error, text)
    throw error
  }
}

/**
 * Where JSON ends behind which something else stands on the line, at which Go does not look either;
 * 0 where that is not it.
 */
function endOfFlow(text: string, { reason, mark }: YAMLException): number {
  if (!/^\s*[{[]/.test(text) || reason !== 'end of the stream or a document separator is expected') return 0
  return mark?.position ?? 0
}

const isBlank = (text: string): boolean => /^(\s|#[^\n]*(\n|$))*$/.test(text)

/** Comments and directives up to the marker that starts a document; '' where there is none. */
function prologue(text: string): string {
  return /^(?:(?:[^\S\n]*(?:#[^\n]*)?|%[^\n]*)\n)*---[^\S\n]*\n/.exec(text)?.[0] ?? ''
}

/** Go reads one document and does not look at what follows. */
function firstDocument(text: string): string {
  const body = text.slice(prologue(text).length)
  const end = /^(---|\.\.\.)(\s|$)/m.exec(body)
  return end && !isBlank(body.slice(0, end.index)) ? body.slice(0, end.index) : body
}

/** Go's words for the mistakes that are most often made. Its scanner names no line for what is wrong in the first. */
const scannerWords: Readonly<Record<string, string>> = {
  'bad indentation of a mapping entry': 'mapping values are not allowed in this context',
  'tab characters must not be used in indentation': 'found character that cannot start any token',
  'unexpected end of the stream within a double quoted scalar': 'found unexpected end of stream',
  'unexpected end of the stream within a single quoted scalar': 'found unexpected end of stream',
}
const parserWords: Readonly<Record<string, string>> = {
  'unexpected end of the stream within a flow collection': "did not find expected ',' or '}'",
}
/** What the reader takes for the end of the document when it is the first character. */
const startWords: Readonly<Record<string, string>> = {
  '\t': 'found character that cannot start any token', '@': 'found character that cannot start any token',
  '`': 'found character that cannot start any token',
  '}': 'did not find expected node content', ']': 'did not find expected node content',
  ',': 'did not find expected node content',
}

function syntaxError({ reason, mark }: YAMLException, text: string): DecodeError {
  const line = mark?.line ?? 0
  const [, alias] = /^unidentified alias "(.*)"$/s.exec(reason) ?? []
  if (alias !== undefined) return new DecodeError('syntax', `yaml: unknown anchor '${alias}' referenced`)
  const started = line === 0 && reason.startsWith('end of the stream') ? startWords[text[0] ?? ''] : undefined
  const scanned = started ?? scannerWords[reason]
  if (scanned !== undefined && line === 0) return new DecodeError('syntax', `yaml: ${scanned}`)
  return new DecodeError('syntax', `yaml: line ${line + 1}: ${scanned ?? parserWords[reason] ?? reason}`)
}

function repeatedKey(text: string, error: YAMLException): string | undefined {
  if (error.reason !== 'duplicated mapping key') return undefined
  const line = (error.mark?.line ?? 0) + prologue(text).split('\n').length - 1
  const source = text.split('\n')[line] ?? ''
  const key = /^["']?([^"':,{}\s]+)/.exec(source.slice(error.mark?.column ?? 0))?.[1] ?? ''
  return `line ${line + 1}: key ${JSON.stringify(key)} already set in map`
}

const integerShape = /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)$/

/** Go's reading of an integer: a base by prefix, underscores ignored, nothing in base 60. */
function readInteger(text: string): number | bigint | typeof NOT_RESOLVED {
  if (!integerShape.test(text)) return NOT_RESOLVED
  const digits = text.replace(/[-+_]/g, '').replace(/^0o?(?=[0-7])/, '0o')
  const [value, sign] = [Number(digits), text.startsWith('-') ? -1 : 1]
  return Number.isSafeInteger(value) ? sign * value : withinUint64(BigInt(sign) * BigInt(digits))
}

/** What is neither an int64 nor a uint64 is a float. */
function withinUint64(value: bigint): number | bigint {
  return value < -(2n ** 63n) || value >= 2n ** 64n ? Number(value) : value
}

/** These tags read only. */
const neverDumped = { identify: () => false, represent: String }

const integerTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...'0123456789'],
  resolve: readInteger,
  ...neverDumped,
})

/** Bytes and timestamps stay the text they are. */
const textTags = ['binary', 'timestamp'].map((name) =>
  defineScalarTag(`tag:yaml.org,2002:${name}`, {
    implicit: false, resolve: (source: string) => source, ...neverDumped,
  }))

const schema = new Schema([
  strTag, seqTag, mapTag, nullYaml11Tag, boolYaml11Tag, integerTag, floatCoreTag, mergeTag, ...textTags,
])
