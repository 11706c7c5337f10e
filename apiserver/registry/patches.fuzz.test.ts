import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import { fuzz } from '../../apimachinery/fuzz/fuzz.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { objectSeeds } from '../resources/fuzz-seeds.ts'
import { duplicateFields, plain } from '../resources/schema/decode.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { parseJson } from '../resources/schema/json-text.ts'
import { structFor } from '../resources/schema/kinds.ts'
import { decodeContinue, encodeContinue } from './continue-token.ts'
import { parseListOptions } from './list-options.ts'
import { apply } from './managed-fields/apply.ts'
import { equalSets, isEmpty, pathsOf, printPath, union } from './managed-fields/field-set.ts'
import { decodeFieldSet, encodeFieldSet } from './managed-fields/fields-v1.ts'
import { trackUpdate } from './managed-fields/track-update.ts'
import { applyJsonPatch, jsonPatchComplaints, jsonPatchOperations } from './patch/json-patch.ts'
import { applyMergePatch } from './patch/merge-patch.ts'
import { applyStrategicPatch } from './patch/strategic.ts'

const now = new Date('2026-01-01T00:00:00Z')
const pod: KubeObject = {
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'a', namespace: 'default', labels: { constructor: 'x' }, finalizers: ['a/b', 'c/d'] },
  spec: {
    containers: [
      { name: 'c', image: 'i', ports: [{ containerPort: 80, protocol: 'TCP' }], env: [{ name: 'A', value: 'b' }] },
      { name: 'd' },
    ],
    tolerations: [{ key: 'k', operator: 'Exists' }], volumes: [{ name: 'v', emptyDir: {} }],
  },
} as never
const struct = structFor('v1', 'Pod')!
const frozen = JSON.stringify(pod)
const read = (input: Buffer) => plain(parseJson(input.toString()))
const tokens = [
  '"__proto__":', '"constructor":', '"toString":', '"$patch":"replace"', '"$patch":"delete"', '"$patch":"merge"',
  '"$retainKeys":["a"]', '"$setElementOrder/containers":[{"name":"d"},{"name":"c"}]',
  '"$deleteFromPrimitiveList/finalizers":["a/b"]', '"metadata":', '"labels":{', '"containers":[', '"name":"c"', 'null',
  '{}', '[]', '[null]', '"f:spec":{}', '"k:{}":{}', '".":{}', '1e999', '"ports":[{"containerPort":80}]',
]
/** A server's own fault has 500 and the reason InternalError; upstream's words for patches have 500 and none. */
const isClients = (error: Error) => !(error instanceof ApiError) || error.code < 500 || error.reason === ''
const refusals = [ApiError, DecodeError]
const unharmed = (patched: unknown) => {
  expect(JSON.stringify(pod)).to.equal(frozen)
  expect(Object.keys(Object.prototype)).to.deep.equal([])
  return patched
}

describe('patches, with inputs changed at random', () => {
  fuzz('apply as JSON patches, or are refused', {
    seeds: [
      '[{"op":"add","path":"/metadata/labels/a","value":"b"},{"op":"remove","path":"/spec/volumes/0"}]',
      '[{"op":"copy","from":"/spec/containers/0","path":"/spec/containers/-"},'
        + '{"op":"move","from":"/spec/containers/1","path":"/spec/containers/0"}]',
      '[{"op":"test","path":"/metadata/name","value":"a"},'
        + '{"op":"replace","path":"/spec/containers/-1/image","value":null}]',
      '[{"op":"add","path":"/__proto__/polluted","value":1},{"op":"add","path":"/a~1b~0c","value":{}},'
        + '{"op":"replace","path":"","value":{}}]',
    ],
    tokens: [...tokens, '/-', '/0', '/-1', '"from":', '"path":', '~1', '/__proto__', '/constructor/prototype'],
    refusals,
    allows: isClients,
    rounds: 1500,
    run: (input) => {
      const parsed = parseJson(input.toString())
      expect(jsonPatchComplaints(parsed)).to.be.an('array')
      unharmed(applyJsonPatch(pod, jsonPatchOperations(plain(parsed))))
    },
  })

  fuzz('apply as merge patches the same way twice, or are refused', {
    seeds: [
      '{"metadata":{"labels":{"a":"b","constructor":null}},"spec":{"volumes":null,"x":{"y":[1,{"z":null}]}}}',
      '{"__proto__":{"polluted":true}}', frozen,
    ],
    tokens,
    refusals,
    allows: isClients,
    run: (input) => {
      const patch = read(input)
      expect(duplicateFields(parseJson(input.toString()))).to.be.an('array')
      const once = unharmed(applyMergePatch(pod, patch))
      expect(applyMergePatch(once, patch)).to.deep.equal(once)
    },
  })

  fuzz('apply as strategic merge patches, or are refused', {
    seeds: [
      '{"metadata":{"labels":{"a":"b","constructor":null},"$deleteFromPrimitiveList/finalizers":["a/b"]},'
        + '"spec":{"containers":[{"name":"c","$patch":"delete"},{"name":"e"}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}],"containers":[{"name":"d","image":"j"}],'
        + '"$retainKeys":["containers"]}}',
      '{"spec":{"volumes":[{"$patch":"replace"},'
        + '{"name":"w","$retainKeys":["name","configMap"],"configMap":{"name":"x"}}]},'
        + '"metadata":{"annotations":{"__proto__":"x"}}}',
      '{"__proto__":{"polluted":true},"metadata":{"__proto__":{"a":1}}}',
    ],
    tokens,
    refusals,
    allows: isClients,
    rounds: 2500,
    run: (input) => { unharmed(applyStrategicPatch(pod, read(input), struct)) },
  })

  fuzz('apply as configurations, change nothing the second time, or are refused', {
    seeds: [frozen, ...objectSeeds().slice(0, 12).map(({ object }) => JSON.stringify(object))],
    tokens,
    refusals,
    allows: isClients,
    rounds: 1000,
    run: (input) => {
      const applied = read(input) as KubeObject
      const request = { applied, manager: 'm', force: true, apiVersion: 'v1', kind: 'Pod', now, struct }
      const once = unharmed(apply({ ...request, live: pod })) as KubeObject
      expect(apply({ ...request, live: once })).to.deep.equal(once)
    },
  })

  fuzz('leave managed fields that can be read, whatever the entries were', {
    seeds: [
      '{"metadata":{"managedFields":[{"manager":"a","operation":"Update","apiVersion":"v1",'
        + '"time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1",'
        + '"fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:constructor":{}}}}}]}}',
      '{"metadata":{"managedFields":[{}],"labels":{"constructor":"y","__proto__":"z"}}}',
    ],
    tokens,
    refusals: [SyntaxError, DecodeError],
    run: (input) => {
      const said = read(input) as KubeObject
      const managedFields = said?.metadata?.managedFields
      if (!Array.isArray(managedFields) || managedFields.some((entry) => typeof entry !== 'object' || entry === null)) {
        return
      }
      const object = { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' }, managedFields } }
      const tracked = trackUpdate(
        { object, old: pod, manager: 'b', apiVersion: 'v1', subresource: '', now, struct } as never,
      )
      for (const entry of tracked.metadata.managedFields ?? []) decodeFieldSet(entry.fieldsV1)
    },
  })

  fuzz('have field sets that are read as they were written, or refused', {
    seeds: [
      '{"f:metadata":{"f:labels":{".":{},"f:a":{}}},'
        + '"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{}}}}}',
      '{"f:x":{"v:\\"a\\"":{},"v:1":{},"i:0":{},"k:{\\"a\\":1,\\"b\\":true}":{}}}',
    ],
    tokens: [
      ...tokens, '"v:null":{}', '"k:[]":{}', '"k:{\\"__proto__\\":1}":{}', '"i:-1":{}', '"x:y":{}', '"f:__proto__":{}',
    ],
    refusals: [SyntaxError, DecodeError],
    rounds: 1500,
    run: (input) => {
      const set = decodeFieldSet(read(input))
      expect(equalSets(decodeFieldSet(encodeFieldSet(set)), set) || isEmpty(set)).to.equal(true)
      expect(equalSets(union(set, set), set)).to.equal(true)
      for (const path of pathsOf(set)) printPath(path)
    },
  })
})

describe('what a list is asked, with inputs changed at random', () => {
  const token = encodeContinue('/registry/pods/default/a', '/registry/pods/', 7)
  const encoded = (json: string) => Buffer.from(json).toString('base64url')

  fuzz('goes on where a continue token says, below the collection, or is refused', {
    seeds: [
      token,
      ...['null', '[]', '1', '{"v":"meta.k8s.io/v1","rv":"1","start":1}', '{"v":{},"rv":1}'].map(encoded),
      encoded('{"v":"meta.k8s.io/v1","rv":1,"start":"../../secrets"}'),
    ],
    tokens: ['=', '-', '_', encoded('..'), encoded('null')],
    refusals: [ApiError],
    allows: isClients,
    run: (input) => {
      const { start, revision } = decodeContinue(input.toString())
      expect(start.split('/')).not.to.include.oneOf(['..', '.'])
      expect(revision).to.satisfy(Number.isSafeInteger)
    },
  })

  fuzz('goes on where JSON in a continue token says, or is refused', {
    seeds: [Buffer.from(token, 'base64url').toString(), 'null', '{"v":"meta.k8s.io/v1","rv":-1,"start":"a\\u0000"}'],
    tokens: ['"rv":', '"start":', '"../"', '{}', '[]', 'true', '1.5', '1e99'],
    refusals: [ApiError],
    allows: isClients,
    run: (input) => {
      const { start, revision } = decodeContinue(input.toString('base64url'))
      expect(start.split('/')).not.to.include.oneOf(['..', '.'])
      expect(revision).to.satisfy(Number.isSafeInteger)
    },
  })

  fuzz('is read from any query, or refused', {
    seeds: [
      'labelSelector=a%3Db&fieldSelector=metadata.name%3Da&limit=5&continue=x',
      'watch=1&resourceVersion=5&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds=9',
    ],
    tokens: ['&', '=', '%00', '+', '-1', '99999999999999999999', 'Exact', 'limit=', 'resourceVersion=', '__proto__='],
    refusals: [ApiError],
    allows: isClients,
    run: (input) => {
      const query = new URLSearchParams(input.toString())
      const { limit, timeoutSeconds } = parseListOptions(query, query.get('watch') === '1')
      expect([limit, timeoutSeconds ?? 0]).to.satisfy((numbers: number[]) => numbers.every(Number.isFinite))
    },
  })
})
