import { expect } from 'chai'
import { decodeUnstructured } from './from-unstructured.ts'
import { builtinSchema } from './load.ts'

const deployment = builtinSchema().struct('k8s.io/api/apps/v1.Deployment')
const configMap = builtinSchema().struct('k8s.io/api/core/v1.ConfigMap')
const decode = (value: unknown) => decodeUnstructured(value, deployment)

describe('decoding what a strategic merge patch leads to', () => {
  it('keeps what fits and leaves out what is null', () => {
    const { object, strict } = decode({
      kind: 'Deployment', metadata: { name: 'a', labels: null }, spec: { replicas: 2 },
    })
    expect(object).to.deep.equal({ kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 2 } })
    expect(strict).to.deep.equal([])
  })

  it('wraps an integer that is too large', () => {
    expect(decode({ spec: { replicas: 2 ** 32 + 5 } }).object.spec.replicas).to.equal(5)
  })

  it('names what it does not know by its path, sorted', () => {
    const { strict } = decode({ spec: { zeta: 1, template: { spec: { containers: [{ name: 'a', alpha: 1 }] } } } })
    expect(strict)
      .to.deep.equal(['unknown field "spec.template.spec.containers[0].alpha"', 'unknown field "spec.zeta"'])
  })

  const wrong: [unknown, string][] = [
    [{ spec: { replicas: 'three' } }, 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'cannot convert float64 to int32'],
    [{ spec: { paused: 1 } }, 'unrecognized type: bool'],
    [{ spec: 'text' }, 'cannot restore struct from: string'],
    [{ metadata: { labels: ['a'] } }, 'cannot restore map from slice'],
    [{ metadata: { labels: { a: 1 } } }, 'cannot convert int64 to string'],
    [{ metadata: { finalizers: {} } }, 'cannot restore slice from map'],
  ]
  for (const [value, message] of wrong) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => decode(value)).to.throw(message)
    })
  }

  it('has the names of untyped JSON in order', () => {
    const revision = builtinSchema().struct('apps/v1.ControllerRevision')
    const { object } = decodeUnstructured({ data: { b: [{ d: 1, c: 2 }], a: 1 } }, revision)
    expect(JSON.stringify(object['data'])).to.equal('{"a":1,"b":[{"c":2,"d":1}]}')
  })

  it('refuses bytes that are not base64', () => {
    expect(() => decodeUnstructured({ binaryData: { a: '***' } }, configMap))
      .to.throw('error decoding from json: illegal base64 data at input byte 0')
  })
})
