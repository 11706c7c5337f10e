/** Label selectors, as query strings and as objects. Upstream: labels.Parse and metav1.LabelSelector. */
import { forbidden, invalid, required } from './field-error.ts'
import type { FieldError } from './field-error.ts'
import { isQualifiedName, isValidLabelValue } from './names.ts'
import { TokenReader } from './selector-lexer.ts'
import type { Token } from './selector-lexer.ts'

export { matchesFields, parseFieldSelector, printFieldSelector } from './field-selectors.ts'
export type { FieldRequirement } from './field-selectors.ts'

type Labels = Readonly<Record<string, string>>

/** One condition on one label; operators by upstream's names. */
export interface Requirement {
  key: string
  operator: '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'
  /** Sorted and without repetition. */
  values: readonly string[]
}

/** Upstream: metav1.LabelSelector. */
export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

/** Conditions that must all hold; none of them hold for every object. */
export type Requirements = readonly Requirement[]

/** Reads `a=b,c in (d,e),!f`. Throws SyntaxError with upstream's text. */
export function parseLabelSelector(selector: string): Requirements {
  const tokens = new TokenReader(selector)
  const requirements: Requirement[] = []
  const first = asValue(tokens.next)
  if (first.kind === 'end') return []
  if (first.kind !== 'identifier' && first.kind !== '!') {
    throw new SyntaxError(`found '${first.text}', expected: !, identifier, or 'end of string'`)
  }
  for (;;) {
    requirements.push(parseRequirement(tokens))
    const next = take(tokens)
    if (next.kind === 'end') return requirements.sort((one, other) => compareText(one.key, other.key))
    if (next.kind !== ',') throw new SyntaxError(`found '${next.text}', expected: ',' or 'end of string'`)
    const after = asValue(tokens.next)
    if (after.kind !== 'identifier' && after.kind !== '!') {
      throw new SyntaxError(`found '${after.text}', expected: identifier after ','`)
    }
  }
}

/** Whether all requirements hold for these labels. */
export function matchesLabels(requirements: Requirements, labels: Labels | undefined): boolean {
  return requirements.every((requirement) => holds(requirement, labels ?? {}))
}

/**
 * A matcher for a LabelSelector object: absent selects nothing, empty selects everything. Throws
 * SyntaxError for one that validation would refuse.
 */
export function labelSelectorMatcher(selector: LabelSelector | undefined): (labels: Labels | undefined) => boolean {
  if (selector === undefined || selector === null) return () => false
  const requirements = requirementsOf(selector)
  return (labels) => matchesLabels(requirements, labels)
}

/** The requirements a LabelSelector object stands for, sorted by key. */
export function requirementsOf(selector: LabelSelector): Requirements {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]))
  const expressions = (selector.matchExpressions ?? []).map(({ key = '', operator = '', values }) => {
    const word = objectOperators[operator]
    if (word === undefined) throw new SyntaxError(`"${operator}" is not a valid label selector operator`)
    return newRequirement(key, word, values ?? [])
  })
  return [...equal, ...expressions].sort((one, other) => compareText(one.key, other.key))
}

/** The text of requirements, as upstream prints a selector. */
export function printRequirements(requirements: Requirements): string {
  return requirements.map(printRequirement).join(',')
}

/** A LabelSelector object as one text; `<none>` for an empty one. Upstream: metav1.FormatLabelSelector. */
export function printLabelSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined || selector === null) return '<none>'
  try {
    return printRequirements(requirementsOf(selector)) || '<none>'
  } catch {
    return '<error>'
  }
}

/** What is wrong with a LabelSelector object. Upstream: metav1validation.ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (selector === undefined || selector === null) return []
  const expressions = (selector.matchExpressions ?? []).flatMap((expression, at) =>
    validateExpression(expression, `${path}.matchExpressions[${at}]`))
  return [...validateLabels(selector.matchLabels, `${path}.matchLabels`), ...expressions]
}

/** What is wrong with a map of labels. Upstream: metav1validation.ValidateLabels. */
export function validateLabels(labels: Labels | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...isQualifiedName(key).map((message) => invalid(path, key, message)),
    ...isValidLabelValue(value).map((message) => invalid(path, value, message)),
  ])
}

const objectOperators: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!',
}

interface Expression {
  key: string
  operator: string
  values?: string[]
}

function validateExpression({ key = '', operator, values = [] }: Expression, path: string): FieldError[] {
  const operatorErrors: FieldError[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      operatorErrors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      operatorErrors.push(
        forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      )
    }
  } else operatorErrors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'))
  return [
    ...operatorErrors,
    ...isQualifiedName(key).map((message) => invalid(`${path}.key`, key, message)),
    ...values.flatMap((value, at) =>
      isValidLabelValue(value).map((message) => invalid(`${path}.values[${at}]`, value, message))),
  ]
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case '=': case '==': case 'in': return value !== undefined && isAmong(value, values)
    case '!=': case 'notin': return value === undefined || !isAmong(value, values)
    case 'exists': return value !== undefined
    case '!': return value === undefined
    case 'gt': case 'lt': return isOrdered(operator, value, values[0])
  }
}

/** By halves: a selector may name thousands of values, and it is asked of each object. */
function isAmong(value: string, sorted: readonly string[]): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value
}

function isOrdered(operator: 'gt' | 'lt', left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined || !isInt64(left) || !isInt64(right)) return false
  return operator === 'gt' ? BigInt(left) > BigInt(right) : BigInt(left) < BigInt(right)
}

function isInt64(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, bigintOf(text)) === bigintOf(text)
}

function bigintOf(text: string): bigint {
  return BigInt(text.replace(/^\+/, ''))
}

function printRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists': return key
    case '!': return `!${key}`
    case 'in': case 'notin': return `${key} ${operator} (${values.join(',')})`
    case 'gt': return `${key}>${values.join(',')}`
    case 'lt': return `${key}<${values.join(',')}`
    default: return `${key}${operator}${values.join(',')}`
  }
}

const binaryOperators: Readonly<Partial<Record<Token['kind'], Requirement['operator']>>> = {
  in: 'in', notin: 'notin', '=': '=', '==': '==', '!=': '!=', '>': 'gt', '<': 'lt',
}

function parseRequirement(tokens: TokenReader): Requirement {
  try {
    return readRequirement(tokens)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SyntaxError(`unable to parse requirement: ${error.message}`, { cause: error })
  }
}

function readRequirement(tokens: TokenReader): Requirement {
  const negated = tokens.next.kind === '!'
  if (negated) take(tokens)
  const key = take(tokens)
  if (key.kind !== 'identifier') throw new SyntaxError(`found '${key.text}', expected: identifier`)
  const wrong = isQualifiedName(key.text)
  if (wrong.length > 0) throw new SyntaxError(`<nil>: Invalid value: ${JSON.stringify(key.text)}: ${wrong.join('; ')}`)
  const next = asValue(tokens.next)
  if (negated) return newRequirement(key.text, '!', [])
  if (next.kind === 'end' || next.kind === ',') return newRequirement(key.text, 'exists', [])
  const token = tokens.take()
  const operator = binaryOperators[token.kind]
  if (operator === undefined) throw new SyntaxError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
  const values = operator === 'in' || operator === 'notin' ? readValues(tokens) : readExactValue(tokens)
  return newRequirement(key.text, operator, [...new Set(values)].sort())
}

function readExactValue(tokens: TokenReader): string[] {
  const next = asValue(tokens.next)
  if (next.kind === 'end' || next.kind === ',') return ['']
  take(tokens)
  if (next.kind !== 'identifier') throw new SyntaxError(`found '${next.text}', expected: identifier`)
  return [next.text]
}

function readValues(tokens: TokenReader): string[] {
  const open = take(tokens)
  if (open.kind !== '(') throw new SyntaxError(`found '${open.text}' expected: '('`)
  const first = asValue(tokens.next)
  if (first.kind === ')') {
    take(tokens)
    return ['']
  }
  if (first.kind !== 'identifier' && first.kind !== ',') {
    throw new SyntaxError(`found '${first.text}', expected: ',', ')' or identifier`)
  }
  const values = readList(tokens)
  take(tokens)
  return values
}

/** Values up to the closing parenthesis, which stays; nothing between two commas is the empty value. */
function readList(tokens: TokenReader): string[] {
  const values: string[] = []
  for (;;) {
    const token = take(tokens)
    const next = asValue(tokens.next)
    if (token.kind === 'identifier') {
      values.push(token.text)
      if (next.kind === ')') return values
      if (next.kind !== ',') throw new SyntaxError(`found '${next.text}', expected: ',' or ')'`)
    } else if (token.kind === ',') {
      if (values.length === 0 || next.kind === ',' || next.kind === ')') values.push('')
      if (next.kind === ')') return values
    } else throw new SyntaxError(`found '${token.text}', expected: ',', or identifier`)
  }
}

function newRequirement(key: string, operator: Requirement['operator'], values: readonly string[]): Requirement {
  const errors: FieldError[] = isQualifiedName(key).length > 0
    ? [invalid('key', key, isQualifiedName(key).join('; '))]
    : []
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    errors.push(invalid('values', values, "for 'in', 'notin' operators, values set can't be empty"))
  }
  if ((operator === 'exists' || operator === '!') && values.length > 0) {
    errors.push(invalid('values', values, 'values set must be empty for exists and does not exist'))
  }
  if (operator === 'gt' || operator === 'lt') {
    const message = "for 'Gt', 'Lt' operators, the value must be an integer"
    errors.push(...values.flatMap((value, at) => (isInt64(value) ? [] : [invalid(`values[${at}]`, value, message)])))
  }
  for (const [at, value] of values.entries()) {
    const wrong = isValidLabelValue(value)
    if (wrong.length > 0) errors.push(invalid(`values[${at}][${key}]`, value, wrong.join('; ')))
  }
  if (errors.length > 0) throw new SyntaxError(aggregate(errors))
  return { key, operator, values: [...new Set(values)].sort() }
}

function aggregate(errors: readonly FieldError[]): string {
  const lines = [...new Set(errors.map(({ path, message }) => `${path}: ${message}`))]
  return lines.length === 1 ? lines.join() : `[${lines.join(', ')}]`
}

/** The next token, read where a value may stand: there `in` and `notin` are words like others. */
function take(tokens: TokenReader): Token {
  return asValue(tokens.take())
}

function asValue(token: Token): Token {
  return token.kind === 'in' || token.kind === 'notin' ? { ...token, kind: 'identifier' } : token
}

function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
