import { expect } from 'chai'
import { parseCronSchedule } from './cron-schedule.ts'
import { validateDomainPrefixedPath } from './domain-prefixed-path.ts'
import { parseFieldSelector, printFieldSelector } from './field-selectors.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { goRegexpError } from './go-regexp.ts'
import { contains, parseCIDR, parseIP, printCIDR, printIP } from './ip.ts'
import * as names from './names.ts'
import { parseQuantity, quantityError, quantityOf } from './quantity.ts'
import {
  labelSelectorMatcher, matchesLabels, parseLabelSelector, printRequirements, validateLabelSelector,
} from './selectors.ts'
import { withoutOuterSlashes } from './slashes.ts'
import { isTimeZone } from './time-zone.ts'

const text = (run: (text: string) => unknown) => (input: Buffer) => run(input.toString())

describe('the parsers of small languages', () => {
  fuzz('read a label selector or refuse it, and print one that means the same', {
    seeds: [
      'a=b', 'a==b,c!=d', 'x in (a,b),y notin (c)', '!a,b', 'n>1,m<2', 'example.com/a=b', 'in in (in)',
      ' a = b , c in ( d ) ',
    ],
    tokens: [' in ', ' notin ', '()', '==', '!=', ',,', '(,)', 'a'.repeat(64)],
    refusals: [SyntaxError],
    run: text((selector) => {
      const requirements = parseLabelSelector(selector)
      expect(parseLabelSelector(printRequirements(requirements))).to.deep.equal(requirements)
      expect(matchesLabels(requirements, {})).to.equal(matchesLabels(requirements, undefined))
    }),
  })

  fuzz('read a field selector or refuse it, and print one that means the same', {
    seeds: ['metadata.name=a', 'a=b,c!=d', 'a==b', 'a=\\,\\=\\\\', 'spec.nodeName='],
    tokens: ['\\\\', '\\,', '!=', '=='],
    refusals: [SyntaxError],
    run: text((selector) => {
      const terms = parseFieldSelector(selector)
      expect(parseFieldSelector(printFieldSelector(terms))).to.have.deep.members(terms)
    }),
  })

  fuzz('take any object for a label selector, and match with those that are valid', {
    seeds: ['{"matchLabels":{"a":"b"},"matchExpressions":['
      + '{"key":"a","operator":"In","values":["b"]},{"key":"c","operator":"Exists"}]}'],
    tokens: ['NotIn', 'DoesNotExist', '__proto__', 'constructor', 'toString'],
    // Decoding has seen to the types before a selector comes here; what is no JSON of that form is none.
    refusals: [SyntaxError],
    run: text((json) => {
      const selector = selectorOf(JSON.parse(json))
      const wrong = validateLabelSelector(selector, 'spec.selector')
      if (wrong.length > 0) return
      expect(labelSelectorMatcher(selector)({ a: 'b' })).to.be.a('boolean')
    }),
  })

  fuzz('read a quantity or say why not, and print it so that it is read again', {
    seeds: ['1', '1.5Gi', '100m', '-2e3', '1E6', '0.000001n', '+5Ki', '12345678901234567890', '9'.repeat(40)],
    tokens: ['Ki', 'Ei', 'm', 'n', 'e', 'E', '.', '-', '+', '0'.repeat(30)],
    run: text((quantity) => {
      const read = parseQuantity(quantity)
      expect(read === undefined).to.equal(quantityError(quantity) !== undefined)
      // Upstream prints what is beyond its largest suffix without any.
      const printable = read !== undefined
        && (read.format === 'DecimalExponent' || read.compare(quantityOf(10n ** 21n)) < 0)
      if (printable && read.compare(quantityOf(-(10n ** 21n))) > 0) {
        expect(parseQuantity(read.toString())?.compare(read)).to.equal(0)
      }
    }),
  })

  fuzz('read a schedule or refuse it', {
    seeds: [
      '* * * * *', '*/5 0-3,7 1 jan-mar mon', '@daily', '@every 1h2m3.5s', 'TZ=Europe/Berlin 0 0 * * ?',
      'CRON_TZ=UTC @hourly',
    ],
    tokens: ['@every ', 'TZ=', '/', '-', '*/', '0-', '999999999999', 'µs', 'jan'],
    refusals: [SyntaxError],
    run: text((schedule) => expect(parseCronSchedule(schedule).minutes.size).to.be.within(0, 60)),
  })

  fuzz('read addresses and networks, and print what is read again', {
    seeds: [
      '10.0.0.1', '::1', '2001:db8::ff', '::ffff:1.2.3.4', '10.0.0.0/8', 'fd00::/64', '010.01.1.1/08',
      '::ffff:10.0.0.0/104',
    ],
    tokens: ['::', '.', '/', '0', 'ffff', '255', '/128'],
    run: text((address) => {
      const ip = parseIP(address)
      if (ip) expect(parseIP(printIP(ip))).to.include({ family: ip.family, value: ip.value })
      const cidr = parseCIDR(address)
      if (cidr) {
        expect(contains(cidr, cidr.address)).to.equal(true)
        expect(parseCIDR(printCIDR(cidr))).to.deep.include({ bits: cidr.bits })
      }
    }),
  })

  fuzz('judge any text as a regular expression', {
    seeds: ['^[a-z]+(?:x|y)*$', '(?P<n>a{1,3})', '\\p{Greek}[[:alpha:]]', '\\x{41}\\Q*\\E', '(?i-s:a)+?'],
    tokens: ['(?', '[^', '{1,', '\\', '[:', ')', '|*'],
    run: text((pattern) => expect(goRegexpError(pattern) ?? '').to.be.a('string')),
  })

  fuzz('judge any text as a name of every sort', {
    seeds: [
      'a', 'a.b-c', 'example.com/name', '*.example.com', 'A_b', '10.0.0.1', '8080', 'Europe/Berlin', '100%',
      'acme.io/a/b?c',
    ],
    tokens: ['.', '-', '_', '/', '*.', 'a'.repeat(64)],
    run: text((name) => {
      const rules = Object.values(names).filter((rule): rule is (name: string) => string[] =>
        typeof rule === 'function' && rule.name.startsWith('is') && !/Range|Num|Id$/.test(rule.name))
      expect(rules.length).to.be.greaterThan(15)
      for (const rule of rules) expect(rule(name)).to.be.an('array')
      expect(validateDomainPrefixedPath('p', name)).to.be.an('array')
      expect(isTimeZone(name)).to.be.a('boolean')
      expect(withoutOuterSlashes(name)).not.to.match(/^\/|\/$/)
    }),
  })
})

function selectorOf(value: any): any {
  const labels = value?.matchLabels
  const expressions = value?.matchExpressions
  const isMap = (map: unknown) => map === undefined
    || (typeof map === 'object' && map !== null && Object.values(map).every((one) => typeof one === 'string'))
  const isText = (one: unknown) => one === undefined || typeof one === 'string'
  const isExpression = (one: any) =>
    typeof one === 'object' && one !== null && isText(one.key) && isText(one.operator) &&
      (one.values === undefined
        || (Array.isArray(one.values) && one.values.every((each: unknown) => typeof each === 'string')))
  const fits = isMap(labels)
    && (expressions === undefined || (Array.isArray(expressions) && expressions.every(isExpression)))
  if (!fits) throw new SyntaxError('no selector')
  return { ...(labels ? { matchLabels: labels } : {}), ...(expressions ? { matchExpressions: expressions } : {}) }
}
