/** What Go's regexp says of a pattern it does not take. Upstream: regexp/syntax, with Perl's syntax. */

/**
 * The first thing wrong with a pattern; undefined when nothing is found. What exists only in other dialects is wrong.
 */
export function goRegexpError(pattern: string): string | undefined {
  const found = firstProblem(pattern)
  return found && `error parsing regexp: ${found.what}: \`${found.where}\``
}

interface Problem { what: string; where: string }

// Each begins where it is asked to: a pattern may be as long as a body, and is not cut up.
const repetition = /(?:[*+?]|\{\d+(?:,\d*)?\})/y
/** Where a group begins, with a name or with flags. */
const group = /\(\?(?:P?<[A-Za-z0-9_]+>|[imsU]*(?:-[imsU]+)?[:)])/y
const escape =
  /\\(?:[pP](?:\{\^?\w+\}|\w)|x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]+\})|[0-7]{2,3}|0|Q|[AbBdDfnrsSEtvwWzaC]|[^\w\s]|_)/uy
const namedClass = /\[:\^?\w+:\]/y

function found(shape: RegExp, pattern: string, at: number): string | undefined {
  shape.lastIndex = at
  return shape.exec(pattern)?.[0]
}

const characterAt = (pattern: string, at: number): string => String.fromCodePoint(pattern.codePointAt(at) ?? 0)

function firstProblem(pattern: string): Problem | undefined {
  let open = 0
  let before: 'nothing' | 'something' | 'repeated' = 'nothing'
  let last = ''
  for (let at = 0; at < pattern.length;) {
    const token = tokenAt(pattern, at)
    if (typeof token !== 'string') return token
    at += token.length
    if (found(repetition, token, 0) !== undefined) {
      if (before === 'nothing') return { what: 'missing argument to repetition operator', where: token }
      // A question mark makes the one before it lazy.
      if (before === 'repeated' && !(token === '?' && !last.endsWith('?'))) {
        return { what: 'invalid nested repetition operator', where: `${last}${token}` }
      }
      last = before === 'repeated' ? `${last}${token}` : token
      before = 'repeated'
      continue
    }
    if (token === ')' && --open < 0) return { what: 'unexpected )', where: pattern }
    if (token.startsWith('(') && !/^\(\?[^:<]*\)$/.test(token)) open++
    before = token.startsWith('(') || token === '|' ? 'nothing' : 'something'
  }
  return open > 0 ? { what: 'missing closing )', where: pattern } : undefined
}

/** What the pattern has here, as far as it belongs together. */
function tokenAt(pattern: string, at: number): string | Problem {
  const repeated = found(repetition, pattern, at)
  if (repeated !== undefined) return repeated
  if (pattern[at] === '\\') return escapeAt(pattern, at)
  if (pattern[at] === '[') return classAt(pattern, at)
  if (pattern.startsWith('(?', at)) {
    const where = /^\(\?<?./s.exec(pattern.slice(at, at + 4))?.[0] ?? pattern.slice(at)
    return found(group, pattern, at) ?? { what: 'invalid or unsupported Perl syntax', where }
  }
  return characterAt(pattern, at)
}

function escapeAt(pattern: string, at: number): string | Problem {
  if (at === pattern.length - 1) return { what: 'trailing backslash at end of expression', where: '' }
  return found(escape, pattern, at) ?? { what: 'invalid escape sequence', where: `\\${characterAt(pattern, at + 1)}` }
}

function classAt(pattern: string, start: number): string | Problem {
  let at = start + (pattern[start + 1] === '^' ? 2 : 1)
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first) return pattern.slice(start, at + 1)
    const named = found(namedClass, pattern, at)
    const low = named ?? memberAt(pattern, at)
    if (typeof low !== 'string') return low
    at += low.length
    if (named || pattern[at] !== '-' || pattern[at + 1] === ']' || pattern[at + 1] === undefined) continue
    const high = memberAt(pattern, at + 1)
    if (typeof high !== 'string') return high
    if (low.length === 1 && high.length === 1 && high < low) {
      return { what: 'invalid character class range', where: `${low}-${high}` }
    }
    at += 1 + high.length
  }
  return { what: 'missing closing ]', where: pattern.slice(start) }
}

const memberAt = (pattern: string, at: number): string | Problem =>
  (pattern[at] === '\\' ? escapeAt(pattern, at) : characterAt(pattern, at))
