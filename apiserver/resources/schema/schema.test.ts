import { expect } from 'chai'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { DecodeError, describeDecodeError } from './decode-error.ts'
import { decodeJson } from './decode.ts'
import { toWire } from './encode.ts'
import { structFor } from './kinds.ts'
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts'
import { printDuration, readDuration, readMicroTime, readTime } from './scalars.ts'
import { decodeYaml } from './yaml.ts'

const configMap = structFor('v1', 'ConfigMap')!
const deployment = structFor('apps/v1', 'Deployment')!
const testdata = new URL('../../../../shared/kubernetes/testdata/', import.meta.url)

const failure = (act: () => unknown): DecodeError => {
  try {
    act()
  } catch (error) {
    if (error instanceof DecodeError) return error
    throw error
  }
  throw new TypeError('nothing was thrown')
}

describe('decoding JSON', () => {
  it('drops unknown fields and says where they were', () => {
    const text = '{"spec":{"nope":1,"template":{"spec":{"containers":[{"name":"a","colour":2}]}}},"other":{"x":1}}'
    const { object, strict } = decodeJson(text, deployment)
    expect(object).to.eql({ spec: { template: { spec: { containers: [{ name: 'a' }] } } } })
    expect(strict).to.eql([
      'unknown field "spec.nope"', 'unknown field "spec.template.spec.containers[0].colour"', 'unknown field "other"',
    ])
  })

  it('merges a repeated field over the first and tells of it', () => {
    const { object, strict } = decodeJson('{"data":{"a":"1","a":"2"},"data":{"b":"3"}}', configMap)
    expect(object.data).to.eql({ a: '2', b: '3' })
    expect(strict).to.eql(['duplicate field "data.a"', 'duplicate field "data"'])
  })

  it('takes null for the zero value', () => {
    const { object } = decodeJson('{"metadata":null,"data":{"a":null},"immutable":null}', configMap)
    expect(object).to.eql({ data: { a: '' } })
  })

  it('keeps __proto__ a key like any other', () => {
    const { object } = decodeJson('{"data":{"__proto__":"x"}}', configMap)
    expect(Object.keys(toWire(configMap, object).data)).to.eql(['__proto__'])
    expect(Object.getPrototypeOf(object.data)).to.equal(Object.prototype)
  })

  it('takes numbers for bytes, as Go does', () => {
    const { object } = decodeJson('{"binaryData":{"a":[104,105,null],"b":[]}}', configMap)
    expect(object.binaryData).to.eql({ a: Buffer.from('hi\0').toString('base64'), b: '' })
  })

  it('says in Go\'s words what does not fit', () => {
    const cases: [string, typeof configMap, string][] = [
      [
        '{"data":{"a":1}}', configMap,
        'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      ],
      ['{"spec":{"replicas":1.5}}', deployment,
        'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'],
      ['{"spec":{"replicas":3000000000}}', deployment,
        'json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32'],
      ['{"metadata":{"creationTimestamp":"yesterday"}}', configMap,
        'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'],
      ['{"spec":{"overhead":5}}', structFor('v1', 'Pod')!,
        'json: cannot unmarshal number into Go struct field PodSpec.spec.overhead of type v1.ResourceList'],
      ['{"spec":{"extra":[]}}', structFor('authorization.k8s.io/v1', 'SubjectAccessReview')!,
        'json: cannot unmarshal array into Go struct field SubjectAccessReviewSpec.spec.extra of type '
          + 'map[string]v1.ExtraValue'],
      ['{"binaryData":{"a":[300]}}', configMap,
        'json: cannot unmarshal number 300 into Go struct field ConfigMap.binaryData of type uint8'],
      ['{"binaryData":{"a":"!"}}', configMap, 'illegal base64 data at input byte 0'],
      ['{"binaryData":{"a":"YQ==x"}}', configMap, 'illegal base64 data at input byte 4'],
      ['{"binaryData":{"a":"YQ="}}', configMap, 'illegal base64 data at input byte 3'],
      ['{"binaryData":{"a":"YQ=x"}}', configMap, 'illegal base64 data at input byte 2'],
    ]
    for (const [text, struct, message] of cases) {
      expect(failure(() => decodeJson(text, struct)).message).to.equal(message)
    }
  })

  it('says in Go\'s words where a text is no JSON', () => {
    const cases: [string, string][] = [
      ['', 'unexpected end of JSON input'],
      ['nul', `invalid character ' ' in literal null (expecting 'l')`],
      ['{"a":-', `invalid character ' ' in numeric literal`],
      ['{"a":1.', `invalid character ' ' after decimal point in numeric literal`],
      ['{"a":1e', `invalid character ' ' in exponent of numeric literal`],
      ['"\\', `invalid character ' ' in string escape code`],
      ['"a', 'unexpected end of JSON input'],
      ['{"apiVersion":"v1"', 'unexpected end of JSON input'],
      ['{}{"x":1}', "invalid character '{' after top-level value"],
      ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
      ['{"a":NaN}', "invalid character 'N' looking for beginning of value"],
      ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
    ]
    for (const [text, message] of cases) {
      expect(failure(() => decodeJson(text, configMap))).to.include({ message, stage: 'syntax' })
    }
  })

  it('survives any depth', () => {
    expect(() => decodeJson(`{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, configMap)).not.to.throw(RangeError)
  })

  it('describes a body that cannot be read by its first bytes', () => {
    const error = describeDecodeError('why', 'ConfigMap', undefined, Buffer.from('  \n'))
    expect(error.message).to.equal('the object provided is unrecognized (must be of type ConfigMap): why (20200a)')
    expect(describeDecodeError('why', 'ConfigMap', { version: 'v1', kind: 'Secret' }, Buffer.alloc(0)).message)
      .to.equal('Secret in version "v1" cannot be handled as a ConfigMap: why')
  })
})

describe('encoding', () => {
  it('fills in what Go always writes and leaves out what is empty', () => {
    const object = { metadata: { name: 'a', labels: {} }, kind: 'Deployment', spec: { replicas: 0, paused: false } }
    expect(JSON.stringify(toWire(deployment, object))).to.equal(JSON.stringify({
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 0, selector: null, template: { metadata: {}, spec: { containers: null } }, strategy: {} },
      status: {},
    }))
  })
})

describe('single values', () => {
  it('prints times in UTC and zero times as null', () => {
    expect(readTime('2024-02-29T23:30:00.5-01:30')).to.eql({ value: '2024-03-01T01:00:00Z' })
    expect(readTime('0001-01-01T00:00:00Z')).to.eql({ value: null })
    expect(readMicroTime('2024-01-01T00:00:00.120000Z')).to.eql({ value: '2024-01-01T00:00:00.120000Z' })
    expect(readTime('2023-02-29T00:00:00Z')).to.eql({ error: 'parsing time "2023-02-29T00:00:00Z": day out of range' })
  })

  it('prints durations as Go does', () => {
    expect(readDuration('90m0.5s')).to.eql({ value: '1h30m0.5s' })
    expect(printDuration(1_500_000n)).to.equal('1.5ms')
  })
})

describe('YAML', () => {
  it('is read by the rules of Go\'s library', () => {
    expect(decodeYaml('a: y\nb: 0644\nc: 12:30\nd: 2001-01-01\ne: ~').value)
      .to.eql({ a: true, b: 420, c: '12:30', d: '2001-01-01', e: null })
  })

  it('tells of a key that is there twice', () => {
    expect(decodeYaml('a: 1\ndata: {k: "1", k: "2"}\n'))
      .to.eql({ value: { a: 1, data: { k: '2' } }, strict: ['line 2: key "k" already set in map'] })
  })
})

describe('protobuf', () => {
  it('carries an object there and back', () => {
    const object = {
      kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', generation: -5 }, data: { ä: '1', b: '' },
      binaryData: { c: 'AAEC' },
    }
    expect(decodeProtobuf(encodeProtobuf(object))).to.eql(object)
  })

  it('refuses what is no protobuf message', () => {
    expect(failure(() => decodeProtobuf(Buffer.from('{}'))).message)
      .to.equal('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
    expect(failure(() => decodeProtobuf(Buffer.from('k8s\0\x0a\x7f'))).stage).to.equal('syntax')
  })

  it('agrees with the published samples of every kind, in JSON and in protobuf', function () {
    // The samples are not part of the repository.
    if (!existsSync(testdata)) this.skip()
    const names = readdirSync(testdata)
      .filter((name) => /\.v\d+\.\w+\.pb$/.test(name) && !/apidiscovery|WatchEvent/.test(name))
    expect(names.length).to.be.greaterThan(80)
    for (const name of names) {
      const bytes = readFileSync(new URL(name, testdata))
      const text = JSON.stringify(JSON.parse(readFileSync(new URL(name.replace(/pb$/, 'json'), testdata), 'utf8')))
      const { apiVersion, kind } = JSON.parse(text)
      const struct = structFor(apiVersion, kind)!
      expect(JSON.stringify(toWire(struct, decodeJson(text, struct).object)), name).to.equal(text)
      expect(JSON.stringify(decodeProtobuf(bytes)), name).to.equal(text)
      expect(encodeProtobuf(JSON.parse(text)).equals(bytes), name).to.equal(true)
    }
  }).timeout(10_000)
})
