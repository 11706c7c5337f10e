import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { createCatalog } from '../../resources/catalog.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { encodeGnostic } from './gnostic.ts'
import { createOpenApi } from './index.ts'

const recorded = new URL('../../../../shared/kubernetes/recorded/', import.meta.url)

describe('openapi', () => {
  const configMaps = {
    group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', type: 'k8s.io/api/core/v1.ConfigMap',
    namespaced: true, verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'], subresources: [],
  } as unknown as ResourceDefinition
  const openApi = createOpenApi([configMaps])
  const everything = createOpenApi(createCatalog({ serviceCidr: '10.43.0.0/16' }).definitions)

  it('names the kind of every definition and operation', () => {
    const { body } = openApi.v3Document('api/v1')!
    const document = JSON.parse(body.toString())
    const gvk = { group: '', kind: 'ConfigMap', version: 'v1' }
    expect(document.components.schemas['io.k8s.api.core.v1.ConfigMap']['x-kubernetes-group-version-kind']).to.eql([gvk])
    const { get } = document.paths['/api/v1/namespaces/{namespace}/configmaps/{name}']
    expect(get)
      .to.deep.include({ operationId: 'readCoreV1NamespacedConfigMap', 'x-kubernetes-group-version-kind': gvk })
  })

  it('explains types and their fields', () => {
    const { definitions } = JSON.parse(openApi.v2Json().toString())
    const schema = definitions['io.k8s.api.core.v1.ConfigMap']
    expect(schema.description).to.equal('ConfigMap holds configuration data for pods to consume.')
    expect(schema.properties.data.description).to.match(/^Data contains the configuration data/)
  })

  it('points from the index to each version with its hash', () => {
    const { hash } = openApi.v3Document('api/v1')!
    expect(JSON.parse(openApi.v3Index().toString()).paths).to.deep.include({
      'api/v1': { serverRelativeURL: `/openapi/v3/api/v1?hash=${hash}` },
    })
    expect(openApi.v3Document('apis/none/v1')).to.equal(undefined)
  })

  it('writes protobuf byte for byte as kube-apiserver does', function () {
    // The recorded documents are not part of the repository.
    if (!existsSync(recorded)) this.skip()
    const document = JSON.parse(readFileSync(new URL('openapi-v2.json', recorded), 'utf8'))
    expect(encodeGnostic(document).equals(readFileSync(new URL('openapi-v2.pb', recorded)))).to.equal(true)
  }).timeout(10_000)

  it('is, in version 2, what kube-apiserver publishes', function () {
    if (!existsSync(recorded)) this.skip()
    const expected = JSON.parse(readFileSync(new URL('openapi-v2.json', recorded), 'utf8'))
    const made = JSON.parse(everything.v2Json().toString())
    for (const part of ['paths', 'definitions', 'parameters']) {
      expect(Object.keys(made[part]), part).to.eql(Object.keys(expected[part]))
      for (const name of Object.keys(expected[part])) expect(made[part][name], name).to.eql(expected[part][name])
    }
    expect({ ...made, paths: 0, definitions: 0, parameters: 0 })
      .to.eql({ ...expected, paths: 0, definitions: 0, parameters: 0 })
  }).timeout(30_000)

  it('is, in version 3, what kube-apiserver publishes', function () {
    if (!existsSync(recorded)) this.skip()
    const names = Object.keys(JSON.parse(readFileSync(new URL('openapi-v3.json', recorded), 'utf8')).paths)
    expect(Object.keys(JSON.parse(everything.v3Index().toString()).paths)).to.eql(names)
    for (const name of names) {
      const file = `${name.replace(/^\./, '').replaceAll('/', '__')}.json`
      const expected = JSON.parse(readFileSync(new URL(`openapi-v3/${file}`, recorded), 'utf8'))
      const made = JSON.parse(everything.v3Document(name)!.body.toString())
      expect(made.info, name).to.eql(expected.info)
      for (const part of [['paths'], ['components', 'schemas']]) {
        const [theirs, ours] = [expected, made].map((document) => part.reduce((at, key) => at?.[key] ?? {}, document))
        expect(Object.keys(ours), name).to.eql(Object.keys(theirs))
        for (const key of Object.keys(theirs)) expect(ours[key], `${name} ${key}`).to.eql(theirs[key])
      }
    }
  }).timeout(60_000)
})
