/** What Go's regexp says of a pattern it does not take. Upstream: regexp/syntax, with Perl's syntax. */

/** The first thing wrong with a pattern; undefined when nothing is found. What exists only in other dialects is wrong. */
export function goRegexpError(pattern: string): string | undefined {
  const found = firstProblem(pattern)
  return found && `error parsing regexp: ${found.what}: \`${found.where}\``
}

interface Problem { what: string; where: string }

const repetition = /^(?:[*+?]|\{\d+(?:,\d*)?\})/
/** Where a group begins, with a name or with flags. */
const group = /^\(\?(?:P?<[A-Za-z0-9_]+>|[imsU]*(?:-[imsU]+)?[:)])/
const escape = /^\\(?:[pP](?:\{\^?\w+\}|\w)|x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]+\})|[0-7]{2,3}|0|Q|[AbBdDfnrsSEtvwWzaC]|[^\w\s]|_)/u

function firstProblem(pattern: string): Problem | undefined {
  let open = 0
  let before: 'nothing' | 'something' | 'repeated' = 'nothing'
  let last = ''
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at)
    const token = tokenAt(rest)
    if (typeof token !== 'string') return token
    at += token.length
    if (repetition.test(token)) {
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

/** What the pattern begins with, as far as it belongs together. */
function tokenAt(rest: string): string | Problem {
  const [repeated] = repetition.exec(rest) ?? []
  if (repeated !== undefined) return repeated
  if (rest.startsWith('\\')) return escapeAt(rest)
  if (rest.startsWith('[')) return classAt(rest)
  if (rest.startsWith('(?')) {
    return group.exec(rest)?.[0] ?? { what: 'invalid or unsupported Perl syntax', where: /^\(\?<?./s.exec(rest)?.[0] ?? rest }
  }
  return [...rest][0] ?? ''
}

function escapeAt(rest: string): string | Problem {
  if (rest === '\\') return { what: 'trailing backslash at end of expression', where: '' }
  return escape.exec(rest)?.[0] ?? { what: 'invalid escape sequence', where: [...rest].slice(0, 2).join('') }
}

function classAt(rest: string): string | Problem {
  let at = rest.startsWith('[^') ? 2 : 1
  for (let first = true; at < rest.length; first = false) {
    if (rest[at] === ']' && !first) return rest.slice(0, at + 1)
    const named = /^\[:\^?\w+:\]/.exec(rest.slice(at))?.[0]
    const low = named ?? memberAt(rest.slice(at))
    if (typeof low !== 'string') return low
    at += low.length
    if (named || rest[at] !== '-' || rest[at + 1] === ']' || rest[at + 1] === undefined) continue
    const high = memberAt(rest.slice(at + 1))
    if (typeof high !== 'string') return high
    if (low.length === 1 && high.length === 1 && high < low) {
      return { what: 'invalid character class range', where: `${low}-${high}` }
    }
    at += 1 + high.length
  }
  return { what: 'missing closing ]', where: rest }
}

const memberAt = (rest: string): string | Problem => (rest.startsWith('\\') ? escapeAt(rest) : [...rest][0] ?? '')
