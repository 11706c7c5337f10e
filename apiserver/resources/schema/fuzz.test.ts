import { expect } from 'chai'
import fc from 'fast-check'
import { DecodeError } from './decode-error.ts'
import { decodeJson, decodeValue } from './decode.ts'
import { decodeUnstructured } from './from-unstructured.ts'
import { builtinSchema } from './load.ts'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'
import { decodeYaml } from './yaml.ts'

const pod = builtinSchema().struct('core/v1.Pod')
const numRuns = 300

/** Whatever comes in is decoded or refused; anything else that is thrown is a bug. */
function survives(decode: () => unknown): void {
  try {
    decode()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
  }
}

const names = fc.constantFrom(
  'metadata', 'name', 'labels', 'spec', 'containers', 'ports', 'containerPort', 'resources', 'limits', 'cpu', 'x',
  '__proto__',
)
const { value: podLike } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, 0, -1, 1.5, 2 ** 40, '', 'a', '1Gi', true, '2030-01-01T00:00:00Z'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))
const message = encodeProtobuf({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { x: 'y' } },
  spec: {
    containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } }],
  },
} as never)

describe('the decoders', () => {
  it('survive any text as JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString()), fc.json()),
        (text) => survives(() => decodeJson(text, pod)),
      ),
      { numRuns },
    )
  })

  it('survive any text as YAML', () => {
    const line = fc.tuple(
      fc.constantFrom('', '  ', '- ', '\t'),
      fc.constantFrom('a', 'b: ', '&x ', '*x', '? ', '{', '[', ']', '|', '>-', '"', "'", '#', '!!int '),
      fc.string({ maxLength: 5 }),
    )
    const lines = fc.array(line.map((parts) => parts.join('')), { maxLength: 8 }).map((all) => all.join('\n'))
    fc.assert(fc.property(fc.oneof(fc.string(), lines), (text) => survives(() => decodeYaml(text))), { numRuns })
  })

  it('survive any bytes, and a message with some changed, as protobuf', () => {
    const changed = fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = Buffer.from(message)
        for (const [at, byte] of changes) copy[at] = byte
        return copy
      })
    const cut = fc.nat(message.length).map((end) => message.subarray(0, end))
    const any = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('k8s\0', 'latin1'), bytes]))
    fc.assert(
      fc.property(fc.oneof(changed, cut, any), (bytes) => survives(() => decodeProtobuf(bytes, pod))), { numRuns },
    )
  })

  it('survive values of any shape where a Pod belongs', () => {
    fc.assert(fc.property(podLike!, (value) => {
      survives(() => decodeValue(value, pod))
      survives(() => decodeUnstructured(value, pod))
    }), { numRuns })
  })

  it('read in protobuf what was written in it', () => {
    const words = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string(), { noNullPrototype: true, minKeys: 1 })
    fc.assert(fc.property(words, (data) => {
      const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' }, data }
      expect(decodeProtobuf(encodeProtobuf(object as never)).data).to.deep.equal(data)
    }), { numRuns: 100 })
  })
})
