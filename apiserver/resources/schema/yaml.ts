import { load, YAMLException } from 'js-yaml'
import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'
import { checkDepth } from './depth.ts'
import { jsonInYaml } from './json-in-yaml.ts'
import { excessiveAliasing, hasExcessiveAliasing } from './yaml-aliases.ts'
import { checkDirectives } from './yaml-directives.ts'
import { goSchema } from './yaml-tags.ts'

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
  const json = jsonInYaml(text)
  if (json) return { value: json.value, strict: [] }
  const decoded = decodeDocument(text)
  if (hasExcessiveAliasing(decoded.value)) throw excessiveAliasing()
  checkDepth(decoded.value)
  if (endless.test(text)) checkNumbers(decoded.value)
  return decoded
}

/** What JSON has no number for may be in such a text. */
const endless = /\.(nan|inf)/i

function checkNumbers(value: unknown): void {
  if (typeof value === 'object' && value !== null) return Object.values(value).forEach(checkNumbers)
  if (typeof value !== 'number' || Number.isFinite(value)) return
  const shown = Number.isNaN(value) ? 'NaN' : `${value > 0 ? '+' : '-'}Inf`
  throw new DecodeError('syntax', `json: unsupported value: ${shown}`)
}

function decodeDocument(text: string): DecodedYaml {
  try {
    return { value: read(text, false), strict: [] }
  } catch (error) {
    if (error instanceof DecodeError) throw error
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
      schema: goSchema, json: lastWins, maxDepth: 2 * bodyLimits.depth, maxAliases: bodyLimits.yamlAliases,
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
  const head = prologue(text)
  checkDirectives(head)
  const body = text.slice(head.length)
  const start = head === '' ? (/^(?:[^\S\n]*(?:#[^\n]*)?\n)*---(?=\s)/.exec(body)?.[0].length ?? 0) : 0
  const end = /^(---|\.\.\.)(\s|$)/m.exec(body.slice(start))
  if (!end) return body
  const document = body.slice(0, start + end.index)
  // What a marker has begun is a document, be it empty.
  return head !== '' || !isBlank(document) ? document : body
}

/** Go's words for the mistakes that are most often made. Its scanner names no line for what is wrong in the first. */
const scannerWords: Readonly<Record<string, string>> = {
  'bad indentation of a mapping entry': 'mapping values are not allowed in this context',
  'tab characters must not be used in indentation': 'found character that cannot start any token',
  'unexpected end of the stream within a double quoted scalar': 'found unexpected end of stream',
  'unexpected end of the stream within a single quoted scalar': 'found unexpected end of stream',
  'unknown escape sequence': 'found unknown escape character',
  'expected hexadecimal character': 'did not find expected hexdecimal number',
}
const parserWords: Readonly<Record<string, string>> = {
  'unexpected end of the stream within a flow collection': "did not find expected ',' or '}'",
}
/** What it says wherever it stands. */
const placelessWords: Readonly<Record<string, string>> = {
  'null byte is not allowed in input': 'control characters are not allowed',
  'the stream contains non-printable characters': 'control characters are not allowed',
  'cannot merge mappings; the provided source object is unacceptable':
    'map merge requires map or sequence of maps as the value',
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
  if (reason.startsWith('undeclared tag handle')) return new DecodeError('syntax', 'yaml: found undefined tag handle')
  const placeless = placelessWords[reason]
  if (placeless !== undefined) return new DecodeError('syntax', `yaml: ${placeless}`)
  const noToken = '@`%'.includes(text[mark?.position ?? 0] ?? ' ') && reason === 'bad indentation of a mapping entry'
  const started = line === 0 && reason.startsWith('end of the stream') ? startWords[text[0] ?? ''] : undefined
  const scanned = started ?? (noToken ? startWords['@'] : scannerWords[reason])
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
