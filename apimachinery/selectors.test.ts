import { expect } from 'chai'
import fc from 'fast-check'
import {
  labelSelectorMatcher, matchesFields, matchesLabels, parseFieldSelector, parseLabelSelector, printFieldSelector,
  printRequirements,
  requirementsOf,
} from './selectors.ts'

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
    expect(() => parseLabelSelector('a b'))
      .to.throw("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")
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

describe('what label selectors select', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const value = fc.constantFrom('x', 'y', 'z')
  const labels = fc.dictionary(key, value, { noNullPrototype: true })
  const some = fc.uniqueArray(value, { minLength: 1 })
  const operator = fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist')
  const expressions = fc.array(fc.tuple(key, operator, some).map(([name, how, values]) => ({
    key: name, operator: how, ...(how.endsWith('In') ? { values } : {}),
  })))
  const matches = (text: string, given: Record<string, string>): boolean =>
    matchesLabels(parseLabelSelector(text), given)

  it('is with `in` what any of the equalities selects', () => fc.assert(fc.property(
    key, some, labels, (name, values, given) => {
      expect(matches(`${name} in (${values.join(',')})`, given))
        .to.equal(values.some((one) => matches(`${name}=${one}`, given)))
    },
  )))

  it('is the opposite with the opposite operator', () => fc.assert(fc.property(
    key, some, labels, (name, values, given) => {
      const list = values.join(',')
      expect(matches(`${name} notin (${list})`, given)).to.equal(!matches(`${name} in (${list})`, given))
      expect(matches(`!${name}`, given)).to.equal(!matches(name, given))
      expect(matches(`${name}!=${values[0]}`, given)).to.equal(!matches(`${name}=${values[0]}`, given))
    },
  )))

  it('is with several terms what every term selects, in any order', () => fc.assert(fc.property(
    expressions, labels, (matchExpressions, given) => {
      const each = matchExpressions.map((one) => labelSelectorMatcher({ matchExpressions: [one] })(given))
      for (const order of [matchExpressions, matchExpressions.toReversed()]) {
        expect(labelSelectorMatcher({ matchExpressions: order })(given)).to.equal(each.every(Boolean))
      }
    },
  )))

  it('is the same for an object, for its printed text, and for labels as for expressions', () => fc.assert(
    fc.property(labels, expressions, labels, (matchLabels, matchExpressions, given) => {
      const selector = { matchLabels, matchExpressions }
      const asExpressions = Object.entries(matchLabels)
        .map(([name, one]) => ({ key: name, operator: 'In', values: [one] }))
      const matched = labelSelectorMatcher(selector)(given)
      expect(matchesLabels(parseLabelSelector(printRequirements(requirementsOf(selector))), given)).to.equal(matched)
      expect(labelSelectorMatcher({ matchExpressions: [...asExpressions, ...matchExpressions] })(given))
        .to.equal(matched)
    })))
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

  it('selects by `=` exactly what it does not by `!=`, and by several terms what every term selects', () => {
    const value = fc.constantFrom('', 'x', 'y,z', 'a=b')
    const terms = fc.array(fc.record({
      field: fc.constantFrom('one', 'two'), operator: fc.constantFrom('=' as const, '!=' as const), value,
    }))
    fc.assert(fc.property(terms, value, value, (wanted, one, two) => {
      const valueOf = (field: string): string => (field === 'one' ? one : two)
      const each = wanted.map((term) => matchesFields([term], valueOf))
      const opposite = wanted.map((term) => matchesFields(
        [{ ...term, operator: term.operator === '=' ? '!=' : '=' }], valueOf,
      ))
      expect(each).to.eql(opposite.map((matched) => !matched))
      expect(matchesFields(wanted, valueOf)).to.equal(each.every(Boolean))
    }))
  })
})
