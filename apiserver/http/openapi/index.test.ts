import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { readFields } from '../../resources/schema/protobuf-wire.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { encodeGnostic } from './gnostic.ts'
import { createOpenApi } from './index.ts'
import { SchemaSet, version2, version3 } from './schemas.ts'

const recorded = new URL('../../../../shared/kubernetes/recorded/', import.meta.url)
const roots = ['core/v1.Pod', 'core/v1.Node', 'core/v1.Service', 'core/v1.PersistentVolumeClaim', 'apps/v1.Deployment',
  'apps/v1.ReplicaSet', 'coordination/v1.Lease', 'events/v1.Event', 'meta/v1.Status', 'meta/v1.DeleteOptions']

describe('openapi', () => {
  const configMaps = {
    group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', type: 'k8s.io/api/core/v1.ConfigMap',
    namespaced: true, verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  } as unknown as ResourceDefinition
  const openApi = createOpenApi([configMaps])

  it('names the kind of every definition and operation', () => {
    const { body } = openApi.v3Document('api/v1')!
    const document = JSON.parse(body.toString())
    const gvk = { group: '', kind: 'ConfigMap', version: 'v1' }
    expect(document.components.schemas['io.k8s.api.core.v1.ConfigMap']['x-kubernetes-group-version-kind']).to.eql([gvk])
    const { get } = document.paths['/api/v1/namespaces/{namespace}/configmaps/{name}']
    expect(get).to.deep.include({ operationId: 'readCoreV1NamespacedConfigMap', 'x-kubernetes-group-version-kind': gvk })
  })

  it('explains types and their fields', () => {
    const { definitions } = JSON.parse(openApi.v2Json().toString())
    const schema = definitions['io.k8s.api.core.v1.ConfigMap']
    expect(schema.description).to.equal('ConfigMap holds configuration data for pods to consume.')
    expect(schema.properties.data.description).to.match(/^Data contains the configuration data/)
  })

  it('points from the index to each version with its hash', () => {
    const { hash } = openApi.v3Document('api/v1')!
    expect(JSON.parse(openApi.v3Index().toString()).paths).to.eql({
      'api/v1': { serverRelativeURL: `/openapi/v3/api/v1?hash=${hash}` },
    })
    expect(openApi.v3Document('apis/none/v1')).to.equal(undefined)
  })

  it('derives the schemas that kube-apiserver publishes', function () {
    // The recorded documents are not part of the repository.
    if (!existsSync(recorded)) this.skip()
    const cases = [
      { dialect: version2, file: 'openapi-v2.json', of: (document: any) => document.definitions },
      { dialect: version3, file: 'openapi-v3/api__v1.json', of: (document: any) => document.components.schemas },
      { dialect: version3, file: 'openapi-v3/apis__apps__v1.json', of: (document: any) => document.components.schemas },
    ]
    for (const { dialect, file, of } of cases) {
      const expected = of(JSON.parse(readFileSync(new URL(file, recorded), 'utf8')))
      const set = new SchemaSet(dialect)
      for (const root of roots) set.refer(root)
      const common = Object.entries(set.schemas).filter(([name]) => expected[name])
      expect(common.length).to.be.greaterThan(100)
      for (const [name, schema] of common) expect(bare(schema), name).to.eql(bare(expected[name]))
    }
  }).timeout(10_000)

  it('writes definitions in protobuf byte for byte as kube-apiserver does', function () {
    if (!existsSync(recorded)) this.skip()
    const document = JSON.parse(readFileSync(new URL('openapi-v2.json', recorded), 'utf8'))
    const expected = definitionsOf(readFileSync(new URL('openapi-v2.pb', recorded)))
    const made = definitionsOf(encodeGnostic({ ...document, paths: {} }))
    const differing = [...expected].filter(([name, bytes]) => !made.get(name)?.equals(bytes)).map(([name]) => name)
    expect(differing).to.eql([])
  }).timeout(10_000)
})

/** A schema without what the server knows of its kinds, without descriptions, and without the unions of core/v1. */
function bare(value: any): any {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  const dropped = (key: string, inner: unknown) =>
    /^x-kubernetes-(group-version-kind|unions)$/.test(key) || (key === 'description' && typeof inner === 'string')
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => !dropped(key, inner))
    .map(([key, inner]) => [key, bare(inner)]))
}

function definitionsOf(document: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (const field of readFields(document)) {
    if (field.number !== 9) continue
    for (const { data } of readFields(field.data)) {
      const [name, value] = [...readFields(data)]
      found.set(name!.data.toString(), value!.data)
    }
  }
  return found
}
