import { expect } from 'chai'
import { goRegexpError } from './go-regexp.ts'

const wrong: [pattern: string, problem: string][] = [
  ['(', 'missing closing ): `(`'],
  ['a(b', 'missing closing ): `a(b`'],
  ['a)', 'unexpected ): `a)`'],
  ['[a', 'missing closing ]: `[a`'],
  ['x[', 'missing closing ]: `[`'],
  ['[]', 'missing closing ]: `[]`'],
  ['[z-a]', 'invalid character class range: `z-a`'],
  ['*a', 'missing argument to repetition operator: `*`'],
  ['(+)', 'missing argument to repetition operator: `+`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['\\y', 'invalid escape sequence: `\\y`'],
  ['(?!a)', 'invalid or unsupported Perl syntax: `(?!`'],
  ['(?<=a)', 'invalid or unsupported Perl syntax: `(?<=`'],
]

const right = [
  '', '^[a-z]([-a-z0-9]*[a-z0-9])?$', '^\\d+(\\.\\d+)?(ns|us|ms|s|m|h)$', '(?i)^a{1,3}$', '(?P<name>a+?)', '[]a]',
  '[^]]',
  '[[:alpha:]_-]', '\\p{Greek}', 'a|b', '(?:a|)*', '[+\\-*/]', '\\x41', 'a{,2}', '^$',
]

describe('Regular expressions of Go', () => {
  for (const [pattern, problem] of wrong) {
    it(`are not ${pattern}`, () => expect(goRegexpError(pattern)).to.equal(`error parsing regexp: ${problem}`))
  }
  for (const pattern of right) {
    it(`may be ${JSON.stringify(pattern)}`, () => expect(goRegexpError(pattern)).to.equal(undefined))
  }
})
