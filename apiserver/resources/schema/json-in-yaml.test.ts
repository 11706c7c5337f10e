import { expect } from 'chai'
import fc from 'fast-check'
import { jsonInYaml } from './json-in-yaml.ts'
import { decodeYaml } from './yaml.ts'

/** The same text for a reader of YAML only. */
const asYaml = (text: string): unknown => decodeYaml(`${text} #`).value

describe('JSON in YAML', () => {
  it('is read as YAML is, or left to it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<<', '__proto__', '~', 'yes', '0x1', ''))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 }, text, fc.integer(), fc.maxSafeInteger(), fc.double(), fc.boolean(), fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(fc.property(fc.dictionary(text, value), (object) => {
      const written = JSON.stringify(object)
      const read = jsonInYaml(written)
      if (read) expect(read.value).to.deep.equal(asYaml(written))
    }), { numRuns: 500 })
  })

  it('is read where programs wrote it', () => {
    const object = { a: ['<b>&\u0001', { __proto__: 1, 'c d': true }, null, 15, -7], größe: '\u{1f600}' }
    const written = JSON.stringify(object).replace('<', '\\u003c')
    expect(jsonInYaml(`${written}\n`)?.value).to.deep.equal(object)
    expect(decodeYaml(written).strict).to.deep.equal([])
  })

  for (const text of [
    '{"a":1,"a":2}', '{"a":1.5}', '{"a":1e3}', '{"a":-0}', '{"a":12345678901234567}', '{"a":"\\/"}', '{"a":\n1}',
    '{"a":"\\ud83d\\ude00"}', '{a: b}', '{"a":1} # {}', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'a: {}', '{',
  ]) {
    it(`leaves ${text.slice(0, 40)} to YAML`, () => {
      expect(jsonInYaml(text)).to.equal(undefined)
    })
  }
})
