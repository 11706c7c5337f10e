/**
 * JSON values as YAML, in the style that upstream's library writes: keys sorted, lists not indented below their key, long
 * texts folded at 80 columns, and quotes only where they are needed.
 */

/** The text of a value, with a line break at its end. */
export function toYaml(value: unknown): string {
  const lines = isEmpty(value) || !isNested(value) ? [scalar(value, '', 0)] : block(value, '')
  return `${lines.join('\n')}\n`
}

/** What stands before and behind the items of a list that is a field of an object, which has none yet. */
export function yamlAround(fields: object, key: string): { head: string; tail: string } {
  const among = (isBefore: boolean): string => {
    const entries = Object.entries(fields).filter(([name]) => compareNaturally(name, key) < 0 === isBefore)
    return entries.length === 0 ? '' : toYaml(Object.fromEntries(entries))
  }
  return { head: `${among(true)}${key}:\n`, tail: among(false) }
}

const width = 80

function block(value: object, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => under(`${indent}- `, item, `${indent}  `, `${indent}  `))
  return Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined).sort(compareNaturally).flatMap((key) => {
    const item = (value as Record<string, unknown>)[key]
    const head = `${indent}${scalar(key, '', Number.NEGATIVE_INFINITY)}:`
    // A list stands at the place of its key.
    if (Array.isArray(item) && item.length > 0) return [head, ...block(item, indent)]
    if (isNested(item) && !isEmpty(item)) return [head, ...block(item, `${indent}  `)]
    return [`${head} ${scalar(item, `${indent}  `, head.length + 1)}`]
  })
}

/** An item of a list: its first line stands behind the dash. */
function under(dash: string, item: unknown, indent: string, continued: string): string[] {
  if (!isNested(item) || isEmpty(item)) return [`${dash}${scalar(item, continued, dash.length)}`]
  const [first = '', ...rest] = block(item, indent)
  return [`${dash}${first.slice(indent.length)}`, ...rest]
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null
const isEmpty = (value: unknown): boolean => isNested(value) && Object.keys(value).length === 0

/** `column` is where the value starts; a key never breaks. */
function scalar(value: unknown, indent: string, column: number): string {
  if (Array.isArray(value)) return '[]'
  if (isNested(value)) return '{}'
  if (typeof value !== 'string') return printNumber(value)
  if (value.includes('\n') && isPrintable(value) && !/^\s|[ \t]\n/.test(value)) return literal(value, indent)
  if (looksLikeAnother(value) || !isPrintable(value) || value.includes('\n')) return doubleQuoted(value)
  return needsQuotes(value) ? `'${folded(value.replaceAll("'", "''"), indent, column + 1)}'` : folded(value, indent, column)
}

function printNumber(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value) && Math.abs(value) < 1e-4) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  return String(value)
}

/** Breaks at a space behind the width, as long as no other space follows it. */
function folded(text: string, indent: string, column: number): string {
  let result = ''
  let at = column
  for (let index = 0; index < text.length; index++) {
    const isBreak = text[index] === ' ' && at > width && index > 0 && index < text.length - 1 && text[index + 1] !== ' ' && text[index - 1] !== ' '
    result += isBreak ? `\n${indent}` : text[index]
    at = isBreak ? indent.length : at + 1
  }
  return result
}

/** Lines as they are; what stands behind the bar says how the text ends. */
function literal(text: string, indent: string): string {
  const chomping = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-'
  const lines = text.replace(/\n$/, '').split('\n').map((line) => (line === '' ? '' : `${indent}${line}`))
  return [`|${chomping}`, ...lines].join('\n')
}

const isPrintable = (text: string): boolean => /^[\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text) && !text.includes('\t')

/** What would not be read back as text: numbers, booleans, nulls and times. */
function looksLikeAnother(text: string): boolean {
  return text === '' || /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|<<|=)$/.test(text) ||
    /^[-+]?(\d[\d_]*\.?[\d_]*([eE][-+]?\d+)?|\.[\d_]+([eE][-+]?\d+)?|\.(inf|Inf|INF)|0x[\da-fA-F_]+|0b[01_]+|0o[0-7_]+)$/.test(text) ||
    /^(\.nan|\.NaN|\.NAN)$/.test(text) || /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/.test(text) ||
    /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d\d:\d\d(\.\d*)?\s*(Z|[-+]\d\d(:?\d\d)?)?)?$/.test(text)
}

/** What a plain text may not start with, have inside or end with. */
function needsQuotes(text: string): boolean {
  return /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text) || /^(---|\.\.\.)/.test(text) ||
    /^\s|\s$/.test(text) || /:(\s|$)/.test(text) || /\s#/.test(text)
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\x1b': '\\e', '"': '\\"', '\\': '\\\\',
}

function doubleQuoted(text: string): string {
  return `"${[...text].map(escapeRune).join('')}"`
}

function escapeRune(rune: string): string {
  if (escapes[rune] !== undefined) return escapes[rune]
  if (rune !== '\ufeff' && isPrintable(rune)) return rune
  const code = (rune.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}

/** Digits count as numbers, and letters come behind everything else; upstream: keyList. */
function compareNaturally(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  let digits = false
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a[at]!, b[at]!]
    if (left === right) {
      digits = isDigit(left)
      continue
    }
    if (isLetter(left) && isLetter(right)) return left < right ? -1 : 1
    if (isLetter(left) || isLetter(right)) return digits ? (isLetter(left) ? -1 : 1) : (isLetter(right) ? -1 : 1)
    const [x, y] = [numberAt(a, at), numberAt(b, at)]
    if (x !== y && (isDigit(left) && isDigit(right))) return x - y
    return left < right ? -1 : 1
  }
  return a.length - b.length
}

const isDigit = (char: string): boolean => /\p{Nd}/u.test(char)
const isLetter = (char: string): boolean => /\p{L}/u.test(char)
const numberAt = (chars: readonly string[], at: number): number => Number(/^\d*/.exec(chars.slice(at).join(''))![0] || '0')
