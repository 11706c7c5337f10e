import { expect } from 'chai'
import { validateDomainPrefixedPath } from './domain-prefixed-path.ts'

const messages = (value: string): string[] => validateDomainPrefixedPath('at', value).map(({ message }) => message)

describe('a path with a domain before it', () => {
  it('has both', () => {
    expect(messages('acme.io/foo/bar')).to.deep.equal([])
    expect(messages('acme.io/')).to.deep.equal([
      'Invalid value: "acme.io/": must be a domain-prefixed path (such as "acme.io/foo")',
    ])
    expect(messages('')).to.deep.equal(['Required value'])
  })

  it('is told which of the two is wrong', () => {
    expect(messages('Acme/foo bar')).to.have.length(2)
  })
})
