import { expect } from 'chai'
import { bodyLimits } from '../../../apimachinery/limits.ts'
import { DecodeError } from './decode-error.ts'
import { decodeValue } from './decode.ts'
import { toWire } from './encode.ts'
import { parseJson } from './json-text.ts'
import { structFor } from './kinds.ts'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'
import { decodeYaml } from './yaml.ts'

const { depth } = bodyLimits
const lists = (count: number) => `${'['.repeat(count)}${']'.repeat(count)}`
const struct = structFor('apiextensions.k8s.io/v1', 'CustomResourceDefinition')!

/** A definition whose schema is that many schemas within one another. */
function definition(count: number): object {
  let schema: object = { type: 'object' }
  for (let left = count; left > 0; left--) schema = left % 2 === 0 ? { not: schema } : { items: schema }
  const versions = [{ name: 'v1', schema: { openAPIV3Schema: schema } }]
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a' },
    spec: { versions },
  }
}

describe('what is deeper than anything real', () => {
  it('is read as JSON and YAML up to the bound, and refused beyond it', () => {
    for (const read of [parseJson, (text: string) => decodeYaml(text).value]) {
      expect(read(lists(depth))).to.be.an('array')
      expect(() => read(lists(depth + 1))).to.throw(DecodeError)
      expect(() => read('['.repeat(1_000_000))).to.throw(DecodeError)
    }
    expect(() => parseJson(`{"a":1,"a":${lists(depth)}}`))
      .to.throw(DecodeError, `invalid character '[' exceeded max depth`)
    expect(() => parseJson(`{"a":${lists(depth)}}`)).to.throw(DecodeError, `invalid character '[' exceeded max depth`)
  })

  it('is looked for in a long text without losing its way in the strings', () => {
    const long = 'x'.repeat(100_000)
    expect(parseJson(`["${long}${'['.repeat(depth)}\\"["]`)).to.have.length(1)
    expect(parseJson(`[${'[[]],'.repeat(20_000)}[]]`)).to.have.length(20_001)
    for (const text of [`"${long}`, `"${long}\\"`, `["${long}"`]) {
      expect(() => parseJson(text)).to.throw(DecodeError, 'unexpected end of JSON input')
    }
  })

  it('is refused when aliases lead there, each at the bottom of the next', () => {
    const text = Array.from({ length: 500 }, (_, at) =>
      `a${at}: &a${at} ${'['.repeat(100)}${at === 0 ? 'x' : `*a${at - 1}`}${']'.repeat(100)}`).join('\n')
    expect(() => decodeYaml(text)).to.throw(DecodeError)
    expect(() => decodeYaml('a: &a [*a]')).to.throw(DecodeError)
  })

  it('is refused in protobuf', () => {
    const message = encodeProtobuf(definition(depth - 10) as never)
    expect(decodeProtobuf(message, struct).kind).to.equal('CustomResourceDefinition')
    for (const count of [depth + 1, 1200]) {
      expect(() => decodeProtobuf(encodeProtobuf(definition(count) as never), struct)).to.throw(DecodeError)
    }
  })

  it('leaves room on the stack up to the bound', () => {
    const { object } = decodeValue(definition(depth - 10), struct)
    expect(JSON.stringify(toWire(struct, object))).to.contain('"not"')
  })

  it('is no number of more digits than mean anything either', () => {
    for (const digits of ['7'.repeat(3_000_000), `0.${'7'.repeat(3_000_000)}`]) {
      expect(() => parseJson(`{"a":${digits}}`)).to.throw(DecodeError, 'cannot unmarshal number')
      expect(() => parseJson(`{"a":1,"a":${digits}}`)).to.throw(DecodeError, 'cannot unmarshal number')
    }
  })
})
