import { parseExactJson } from '../../../apimachinery/exact-json.ts'
import type { Int64 } from '../../../apimachinery/int64.ts'

/**
 * One step of a field path, in the form in which managedFields writes it: `f:name` for a field,
 * `k:{"name":"a"}` for a list element by its keys, `v:"x"` for an element of a set, `i:0` for an index.
 * Two steps are equal exactly when these strings are, because values are always printed the same way.
 */
export type PathElement = string

/** The values that identify one element of a list. */
export type ElementKeys = Readonly<Record<string, unknown>>

export function fieldElement(name: string): PathElement {
  return `f:${name}`
}

export function keyElement(keys: ElementKeys): PathElement {
  const parts = Object.keys(keys).sort().map((name) => `${goJson(name)}:${goJson(keys[name])}`)
  return `k:{${parts.join(',')}}`
}

export function valueElement(value: unknown): PathElement {
  return `v:${goJson(value)}`
}

/**
 * Whether a step is one key with a text of plain characters, all of which sort behind a quote: it is written in one way
 * only, and need not be taken apart.
 */
export function isPlainKey(element: PathElement): boolean {
  return plainKey.test(element)
}

const plainKey = /^k:\{"\w+":"[\w./:-]*"\}$/

/** The name of a field step, undefined for every other step. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined
}

/**
 * Whether a string from outside is a step of a kind that is known; upstream passes over others,
 * which may come from the future.
 */
export function isKnownElement(text: string): boolean {
  return text[1] !== ':' || 'fvki'.includes(text[0] ?? '')
}

/**
 * The step that a string from outside means, in its one canonical form. Throws SyntaxError for
 * strings that are no step.
 */
export function parsePathElement(text: string): PathElement {
  if (text.startsWith('f:')) return text
  if (text[1] !== ':') throw new SyntaxError(`cannot read path element ${JSON.stringify(text)}: no type`)
  const rest = text.slice(2)
  switch (text[0]) {
    case 'v': return valueElement(parseExactJson(rest))
    case 'k': return keyElement(parseKeys(rest))
    case 'i':
      if (!/^[+-]?\d+$/.test(rest)) throw new SyntaxError(`cannot read index ${JSON.stringify(rest)}: not a number`)
      return `i:${Number(rest)}`
    default: throw new SyntaxError(`cannot read path element ${JSON.stringify(text)}: unknown type`)
  }
}

/** As messages print a step: `.name`, `[name="a"]`, `[="x"]`, `[0]`. */
export function printPathElement(element: PathElement): string {
  const rest = element.slice(2)
  switch (element[0]) {
    case 'f': return `.${rest}`
    case 'k': {
      const keys = parseKeys(rest)
      return `[${Object.keys(keys).sort().map((name) => `${name}=${printScalar(keys[name])}`).join(',')}]`
    }
    case 'v': return `[=${printScalar(parseExactJson(rest))}]`
    default: return `[${rest}]`
  }
}

/** Upstream's order of steps: fields, then keys, then values, then indices. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0
  const rank = order.indexOf(a.charAt(0)) - order.indexOf(b.charAt(0))
  if (rank !== 0) return rank
  switch (a[0]) {
    case 'f': return compareText(a, b)
    // Of plain ones the texts are in the order of what they say.
    case 'k': return isPlainKey(a) && isPlainKey(b)
      ? compareText(a, b)
      : compareKeys(parseKeys(a.slice(2)), parseKeys(b.slice(2)))
    case 'v': return compareScalars(parseExactJson(a.slice(2)), parseExactJson(b.slice(2)))
    default: return Number(a.slice(2)) - Number(b.slice(2))
  }
}

const order = 'fkvi'

function compareKeys(a: ElementKeys, b: ElementKeys): number {
  const names = Object.keys(a).sort()
  const others = Object.keys(b).sort()
  for (const [index, name] of names.entries()) {
    const other = others[index]
    if (other === undefined) return 1
    const difference = compareText(name, other) || compareScalars(a[name], b[other])
    if (difference !== 0) return difference
  }
  return names.length - others.length
}

/** Numbers before text before booleans, as upstream's value.Compare has it. */
function compareScalars(a: unknown, b: unknown): number {
  const rank = scalarRank(a) - scalarRank(b)
  if (rank !== 0) return rank
  if (typeof a === 'number' || typeof a === 'bigint') return a < (b as Int64) ? -1 : Number(a !== b)
  return compareText(String(a), String(b))
}

function scalarRank(value: unknown): number {
  return ['string', 'boolean'].indexOf(typeof value)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function parseKeys(text: string): ElementKeys {
  const keys: unknown = parseExactJson(text)
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
    throw new SyntaxError(`cannot read keys ${text}: not an object`)
  }
  return keys as ElementKeys
}

/** Keys that are no scalars do not fit their type, and are printed in the message that says so. */
function printScalar(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printScalar).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return Object.entries(value).map(([name, inner]) => `${name}=${printScalar(inner)}`).join('')
}

/** JSON as Go writes it: the characters that HTML minds are escaped. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value)
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, escapeCharacter) : text
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
