/**
 * JSON values as YAML, in the style that upstream's library writes: keys sorted, lists not indented below their key,
 * long texts folded at 80 columns, and quotes only where they are needed.
 */

/** The text of a value, with a line break at its end. */
export function toYaml(value: unknown): string {
  const lines = isEmpty(value) || !isNested(value) ? [scalar(value, '', 0)] : block(value, '', [])
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

function block(value: object, indent: string, lines: string[]): string[] {
  if (Array.isArray(value)) return value.reduce((_, item) => under(indent, item, lines), lines)
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(value).sort(compareNaturally)) {
    const item = fields[key]
    if (item === undefined) continue
    const head = `${indent}${scalar(key, '', Number.NEGATIVE_INFINITY)}:`
    if (!isNested(item) || isEmpty(item)) {
      lines.push(`${head} ${scalar(item, `${indent}  `, head.length + 1)}`)
      continue
    }
    lines.push(head)
    // A list stands at the place of its key.
    block(item, Array.isArray(item) ? indent : `${indent}  `, lines)
  }
  return lines
}

/** An item of a list: its first line stands behind the dash. */
function under(indent: string, item: unknown, lines: string[]): string[] {
  const [dash, continued] = [`${indent}- `, `${indent}  `]
  const at = lines.length
  if (!isNested(item) || isEmpty(item)) lines.push(`${dash}${scalar(item, continued, dash.length)}`)
  else lines[at] = `${dash}${block(item, continued, lines)[at]?.slice(continued.length) ?? ''}`
  return lines
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
  return needsQuotes(value)
    ? `'${folded(value.replaceAll("'", "''"), indent, column + 1)}'`
    : folded(value, indent, column)
}

function printNumber(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value) && Math.abs(value) < 1e-4) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  return String(value)
}

/** Breaks at a space behind the width, as long as no other space follows it. */
function folded(text: string, indent: string, column: number): string {
  let result = ''
  let at = column
  for (let index = 0; index < text.length; index++) {
    const isBreak = text[index] === ' ' && at > width && index > 0 && index < text.length - 1 && text[index + 1] !== ' '
      && text[index - 1] !== ' '
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

const isPrintable = (text: string): boolean =>
  /^[\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text) && !text.includes('\t')

/** What would not be read back as text: numbers, booleans, nulls and times. */
function looksLikeAnother(text: string): boolean {
  return text === ''
    || /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES)$/.test(text)
    || /^(n|N|no|No|NO|on|On|ON|off|Off|OFF|<<|=)$/.test(text)
    || /^[-+]?(\d[\d_]*\.?[\d_]*([eE][-+]?\d+)?|\.[\d_]+([eE][-+]?\d+)?|\.(inf|Inf|INF))$/.test(text)
    || /^[-+]?(0x[\da-fA-F_]+|0b[01_]+|0o[0-7_]+)$/.test(text)
    || /^(\.nan|\.NaN|\.NAN)$/.test(text) || /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/.test(text)
    || /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d\d:\d\d(\.\d*)?\s*(Z|[-+]\d\d(:?\d\d)?)?)?$/.test(text)
}

/** What a plain text may not start with, have inside or end with. */
function needsQuotes(text: string): boolean {
  return /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text) || /^(---|\.\.\.)/.test(text) ||
    /^\s|\s$/.test(text) || /:(\s|$)/.test(text) || /\s#/.test(text)
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r',
  '\x1b': '\\e', '"': '\\"', '\\': '\\\\',
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
  const at = firstDifference(one, other)
  if (at >= one.length || at >= other.length) return one.length - other.length
  const [left, right] = [runeAt(one, at), runeAt(other, at)]
  if (isLetter(left) && isLetter(right)) return left < right ? -1 : 1
  if (isLetter(left) || isLetter(right)) return /\p{Nd}$/u.test(one.slice(0, at)) === isLetter(left) ? -1 : 1
  if (isDigit(left) && isDigit(right)) {
    const [x, y] = [numberAt(one, at), numberAt(other, at)]
    if (x !== y) return x - y
  }
  return left < right ? -1 : 1
}

/** Where two texts begin to differ, never within a character. */
function firstDifference(one: string, other: string): number {
  const end = Math.min(one.length, other.length)
  let at = 0
  while (at < end && one.charCodeAt(at) === other.charCodeAt(at)) at++
  const isWithin = at > 0 && at < end && (one.charCodeAt(at - 1) & 0xfc00) === 0xd800
  return isWithin ? at - 1 : at
}

const runeAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at)!)
const isDigit = (char: string): boolean => /\p{Nd}/u.test(char)
const isLetter = (char: string): boolean => /\p{L}/u.test(char)

function numberAt(text: string, at: number): number {
  let end = at
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return Number(text.slice(at, end) || '0')
}
