/** A token of a label selector; `end` closes every list of tokens. */
export interface Token {
  kind: ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '(' | 'identifier' | 'end' | 'error'
  text: string
}

const words = new Set<string>([')', ',', '!', '==', '=', '>', 'in', '<', '!=', 'notin', '('])
const isSpecial = (char: string): boolean => '=!(),><'.includes(char)
const isSpace = (char: string): boolean => ' \t\r\n'.includes(char)

/**
 * Goes through the tokens of a label selector; behind the last comes `end`, as often as it is asked for.
 * Upstream: labels.Lexer.
 */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(selector: string) {
    // Upstream's lexer takes a zero for the end.
    this.#tokens = tokensOf(selector.split('\0', 1)[0]!)
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? end
  }

  take(): Token {
    const { next } = this
    this.#at++
    return next
  }
}

const end: Token = { kind: 'end', text: '' }

function tokensOf(selector: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < selector.length) {
    const char = selector.charAt(at)
    if (isSpace(char)) at++
    else {
      const [token, next] = isSpecial(char) ? readSymbol(selector, at) : readWord(selector, at)
      tokens.push(token)
      at = next
    }
  }
  return tokens
}

function readWord(selector: string, start: number): [Token, number] {
  let end = start
  while (end < selector.length && !isSpecial(selector.charAt(end)) && !isSpace(selector.charAt(end))) end++
  const text = selector.slice(start, end)
  return [{ kind: words.has(text) ? (text as Token['kind']) : 'identifier', text }, end]
}

/** The longest symbol that starts here. */
function readSymbol(selector: string, start: number): [Token, number] {
  const text = [2, 1].map((length) => selector.slice(start, start + length)).find((part) => words.has(part))
  if (text === undefined) {
    return [{ kind: 'error', text: `error expected: keyword found '${selector[start]}'` }, start + 1]
  }
  return [{ kind: text as Token['kind'], text }, start + text.length]
}
