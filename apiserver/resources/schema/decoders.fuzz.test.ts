import { expect } from 'chai'
import { dump } from 'js-yaml'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { goDurationNanoseconds } from '../../../apimachinery/go-duration.ts'
import { fuzz } from '../../../apimachinery/fuzz/fuzz.ts'
import { objectSeeds } from '../fuzz-seeds.ts'
import { pemBlocks } from '../certificates/pem.ts'
import { imageTag } from '../core/image-name.ts'
import { canonicalValues } from './canonical.ts'
import { DecodeError } from './decode-error.ts'
import { decodeValue, duplicateFields, plain } from './decode.ts'
import { toWire } from './encode.ts'
import { decodeUnstructured } from './from-unstructured.ts'
import { parseJson } from './json-text.ts'
import { structFor } from './kinds.ts'
import { decodeProtobuf, encodeProtobuf, hasProtobuf } from './protobuf.ts'
import { printDuration, readBase64, readDuration, readMicroTime, readTime } from './scalars.ts'
import { decodeYaml } from './yaml.ts'

const objects = objectSeeds()
const json = objects.map(({ object }) => JSON.stringify(object))
const tokens = [
  '"__proto__":', '"constructor":', '"metadata":', '"labels":', '"name":', 'null', '{}', '[]', '1e999', '-0',
  '"\\ud800"', '"1Ei"', '"managedFields":[{"fieldsV1":{}}]', '"a":{"b":', '[[[[', '{"a":1,"a":2}',
]
const typeOf = (value: any) => structFor(String(value?.apiVersion), String(value?.kind)) ?? structFor('v1', 'Pod')!
const text = (run: (text: string) => unknown) => (input: Buffer) => run(input.toString())
/** Those who judge and store an object take its form for granted, whatever was decoded. */
const settled = (object: unknown) => JSON.parse(JSON.stringify(object))

describe('the decoders, with inputs changed at random', () => {
  it('begin with objects of many kinds', () => {
    expect(objects.length).to.be.greaterThan(30)
  })

  fuzz('read JSON into the type it names or refuse it, and what is read reads as itself', {
    seeds: json,
    tokens,
    refusals: [DecodeError],
    rounds: 1500,
    run: text((body) => {
      const parsed = parseJson(body)
      const struct = typeOf(plain(parsed))
      const { object, strict } = decodeValue(parsed, struct)
      expect(strict.length).to.be.lessThan(101)
      const wire = toWire(struct, object)
      expect(toWire(struct, decodeValue(settled(wire), struct).object)).to.deep.equal(wire)
      canonicalValues(struct, wire)
      expect(duplicateFields(parsed)).to.be.an('array')
    }),
  })

  fuzz('read JSON behind a strategic patch or refuse it', {
    seeds: json,
    tokens,
    refusals: [DecodeError],
    run: text((body) => {
      const value = plain(parseJson(body))
      expect(decodeUnstructured(value, typeOf(value)).object).to.be.an('object')
    }),
  })

  fuzz('read what JSON.parse reads, and nothing else', {
    seeds: json.slice(0, 20),
    tokens,
    run: text((body) => {
      const attempt = (read: () => unknown) => {
        try {
          return [read()]
        } catch {
          return undefined
        }
      }
      expect(attempt(() => plain(parseJson(body)))).to.deep.equal(attempt(() => JSON.parse(body)))
    }),
  })

  fuzz('read YAML into the type it names or refuse it', {
    seeds: objects.map(({ object }) => dump(object)),
    tokens: [
      '&a ', '*a', '<<: *a', '? ', '- ', '|\n', '>-\n', '---\n', '...\n', '!!binary ', '!!str ', '0x1', '0o7', '1_000',
      '.inf', '~', '__proto__: ', '\t', '{a: [', '%YAML 1.1\n---\n',
    ],
    refusals: [DecodeError],
    run: text((body) => {
      const { value } = decodeYaml(body)
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) decodeValue(value, typeOf(value))
      JSON.stringify(value)
    }),
  })

  fuzz('read protobuf into the type it names or refuse it, and write it again', {
    seeds: objects.map(({ object, struct }) => encodeProtobuf(toWire(struct, decodeValue(object, struct).object))),
    tokens: ['k8s\0', '\u000a', '\u0012\u0000', '\u00ff\u00ff\u00ff\u00ff', '\u0008\u0001'],
    refusals: [DecodeError],
    rounds: 1500,
    run: (body) => {
      const object = decodeProtobuf(body, structFor('v1', 'Pod'))
      if (hasProtobuf(object.apiVersion ?? '', object.kind ?? '')) encodeProtobuf(object)
      JSON.stringify(object)
    },
  })

  fuzz('read a duration or refuse it, and print what is read as the same', {
    seeds: ['1h2m3.5s', '-1.5ms', '0', '.5s', '1us', '3µs', '2562047h47m16.854775807s'],
    tokens: ['h', 'ns', 'µs', '.', '9'.repeat(20)],
    refusals: [SyntaxError],
    run: text((duration) => {
      const read = goDurationNanoseconds(duration)
      expect(readDuration(duration)).to.deep.equal({ value: printDuration(read) })
      expect(goDurationNanoseconds(printDuration(read))).to.equal(read)
    }),
  })

  fuzz('read a time or refuse it, and read what they print', {
    seeds: [
      '2026-01-01T00:00:00Z', '2024-02-29T23:59:59.999999+14:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-00:01',
    ],
    tokens: ['T', 'Z', '+', '-', ':', '.', '0000', '9999', '24', '60'],
    rounds: 1500,
    run: text((time) => {
      for (const read of [readTime, readMicroTime]) {
        const once = read(time)
        // An offset may lead out of the years that can be read.
        if ('value' in once && once.value?.[4] === '-' && once.value[0] !== '-') {
          expect(read(once.value)).to.deep.equal(once)
        }
      }
    }),
  })

  fuzz('judge any text as base64, as blocks of PEM, as an image and as a quantity', {
    seeds: [
      'aGVsbG8=', 'aGVs\nbG8=', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'registry:5000/a/b-c:v1@sha256:00', 'nginx', '1Gi',
    ],
    tokens: ['-----BEGIN ', '-----END ', '-----', 'A: b\n\n', '=', '@', ':', '/'],
    run: text((value) => {
      const bytes = readBase64(value)
      if ('value' in bytes) {
        expect(Buffer.from(bytes.value!, 'base64').toString('base64')).to.have.length(bytes.value!.length)
      }
      expect(pemBlocks(value)).to.be.an('array')
      expect(imageTag(value)).to.be.a('string')
      parseQuantity(value)
    }),
  })
})
