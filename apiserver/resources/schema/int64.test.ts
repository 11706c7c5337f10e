import { expect } from 'chai'
import fc from 'fast-check'
import { decodeJson, decodeValue } from './decode.ts'
import { toWire } from './encode.ts'
import { decodeUnstructured } from './from-unstructured.ts'
import { builtinSchema } from './load.ts'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'
import { decodeYaml } from './yaml.ts'

const pod = builtinSchema().struct('core/v1.Pod')
const revision = builtinSchema().struct('apps/v1.ControllerRevision')
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

const podWith = (seconds: bigint | string): string =>
  `{"kind":"Pod","apiVersion":"v1","spec":{"activeDeadlineSeconds":${seconds}}}`
const revisionWith = (number: bigint): string =>
  `{"kind":"ControllerRevision","apiVersion":"apps/v1","metadata":{},"data":{"list":[${number}]},"revision":${number}}`

describe('64-bit integers', () => {
  it('have all their digits in JSON, YAML and protobuf', () => {
    fc.assert(fc.property(int64, (number) => {
      const text = revisionWith(number)
      const { object } = decodeJson(text, revision)
      const printed = JSON.stringify(toWire(revision, object))
      expect(printed).to.include(`"list":[${number}]`).and.to.include(`"revision":${number}`)
      expect(JSON.stringify(decodeProtobuf(encodeProtobuf(object))))
        .to.include(`"list":[${number}]`)
        .and.to.include(`"revision":${number}`)
      expect(decodeValue(decodeYaml(`revision: ${number}\ndata: {list: [${number}]}`).value, revision).object)
        .to.eql({ revision: object.revision, data: object.data })
    }))
  })

  const fits = 'json: cannot unmarshal number'
  for (const [number, field] of [
    ['9223372036854775808', 'int64'], ['-9223372036854775809', 'int64'], ['1e3', 'int64'], ['1.0', 'int64'],
    ['99999999999999999999', 'int64'],
  ] as const) {
    it(`are not what ${number} is read as`, () => {
      expect(() => decodeJson(podWith(number), pod))
        .to.throw(`${fits} ${number} into Go struct field PodSpec.spec.activeDeadlineSeconds of type ${field}`)
    })
  }

  it('become the least of them when a patch leads to more than they hold', () => {
    const { object } = decodeUnstructured({ spec: { activeDeadlineSeconds: 2n ** 63n } }, pod)
    expect(object.spec.activeDeadlineSeconds).to.equal(-(2n ** 63n))
  })

  it('may have any form where JSON has no type', () => {
    const { object } = decodeJson('{"data":{"a":1.0,"b":1e3,"c":-0.5}}', revision)
    expect(object.data).to.eql({ a: 1, b: 1000, c: -0.5 })
  })
})

describe('decoding a value that has a reader of its own', () => {
  it('ends there, and nothing is told of what was wrong before', () => {
    expect(() => decodeJson('{"spec":{"priority":"x","resources":{"limits":{"cpu":{}}}}}', pod))
      .to.throw(/^quantities must match/)
  })

  it('names the field that has the wrong type', () => {
    expect(() => decodeJson('{"metadata":{"creationTimestamp":5}}', pod))
      .to.throw(
        'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
      )
  })
})
