import { expect } from 'chai'
import fc from 'fast-check'
import { labelSelectorMatcher, matchesLabels, parseFieldSelector, parseLabelSelector, printFieldSelector, printRequirements } from './selectors.ts'

describe('a label selector', () => {
  it('matches by equality, sets and presence', () => {
    const selector = parseLabelSelector('app=web,tier in (front,back),!old,ready')
    expect(matchesLabels(selector, { app: 'web', tier: 'back', ready: '' })).to.equal(true)
    expect(matchesLabels(selector, { app: 'web', tier: 'back', ready: '', old: '' })).to.equal(false)
  })

  it('takes an absent label for unequal', () => {
    expect(matchesLabels(parseLabelSelector('a!=b,c notin (d)'), {})).to.equal(true)
  })

  it('says what it found where it expected something else', () => {
    expect(() => parseLabelSelector('a,')).to.throw("found '', expected: identifier after ','")
    expect(() => parseLabelSelector('a b')).to.throw("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")
  })

  it('reads again what it prints', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/).filter((text) => text !== 'in' && text !== 'notin')
    const requirement = fc.oneof(
      fc.tuple(word, word).map(([key, value]) => `${key}=${value}`),
      fc.tuple(word, fc.array(word, { minLength: 1 })).map(([key, values]) => `${key} in (${values.join(',')})`),
      word.map((key) => `!${key}`))
    fc.assert(fc.property(fc.array(requirement), (requirements) => {
      const parsed = parseLabelSelector(requirements.join(','))
      expect(parseLabelSelector(printRequirements(parsed))).to.deep.equal(parsed)
    }))
  })
})

describe('a LabelSelector object', () => {
  it('selects nothing when absent and everything when empty', () => {
    expect(labelSelectorMatcher(undefined)({})).to.equal(false)
    expect(labelSelectorMatcher({})({ a: 'b' })).to.equal(true)
  })
})

describe('a field selector', () => {
  it('reads again what it prints, whatever the value', () => {
    fc.assert(fc.property(fc.string(), (value) => {
      const terms = [{ field: 'metadata.name', operator: '=' as const, value }]
      expect(parseFieldSelector(printFieldSelector(terms))).to.deep.equal(terms)
    }))
  })
})
