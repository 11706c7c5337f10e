/** One term of a field selector: a field that is, or is not, a value. */
export interface FieldRequirement {
  field: string
  operator: '=' | '!='
  value: string
}

/**
 * The terms of a field selector such as `status.phase=Running,metadata.name!=a`, all of which must hold.
 * Throws SyntaxError with upstream's text. Upstream: fields.ParseSelector.
 */
export function parseFieldSelector(selector: string): FieldRequirement[] {
  return splitTerms(selector).sort().filter((term) => term !== '').map((term) => {
    const match = /!=|==|=/.exec(term)
    if (match === null) throw new SyntaxError(`invalid selector: '${selector}'; can't understand '${term}'`)
    const value = unescapeValue(term.slice(match.index + match[0].length))
    const requirement: FieldRequirement = {
      field: term.slice(0, match.index), operator: match[0] === '!=' ? '!=' : '=', value,
    }
    return requirement
    // Of nothing that is, or is not, nothing is asked; upstream: hasTerm.Transform.
  }).filter(({ field, value }) => field !== '' || value !== '')
}

/** Whether all terms hold for the values that `valueOf` gives. */
export function matchesFields(terms: readonly FieldRequirement[], valueOf: (field: string) => string): boolean {
  return terms.every(({ field, operator, value }) => (valueOf(field) === value) === (operator === '='))
}

/** The text that `parseFieldSelector` reads as these terms. */
export function printFieldSelector(terms: readonly FieldRequirement[]): string {
  return terms.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',')
}

/** Splits at commas without a backslash before them. */
function splitTerms(selector: string): string[] {
  return selector === '' ? [] : splitAt(selector)
}

function splitAt(selector: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let at = 0; at < selector.length; at++) {
    if (selector[at] === '\\') at++
    else if (selector[at] === ',') {
      terms.push(selector.slice(start, at))
      start = at + 1
    }
  }
  return [...terms, selector.slice(start)]
}

function unescapeValue(text: string): string {
  return text.replace(/\\(.?)|[,=]/gsu, (found, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw new SyntaxError(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`)
    }
    if (escaped !== '' && '\\,='.includes(escaped)) return escaped
    throw new SyntaxError(`invalid field selector: invalid escape sequence: ${found}`)
  })
}
