import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { createCatalog } from '../../resources/catalog.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { createDiscovery } from './index.ts'

const recorded = new URL('../../../../shared/kubernetes/recorded/', import.meta.url)
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

describe('discovery', () => {
  const discovery = createDiscovery([row({ kind: 'ConfigMap', resource: 'configmaps', shortNames: ['cm'] })])
  const everything = createDiscovery(createCatalog({ serviceCidr: '10.43.0.0/16' }).definitions)

  it('lists the kinds of a version', () => {
    const list = read(discovery.handle('/api/v1/'))
    expect(list.groupVersion).to.equal('v1')
    expect(list.resources[0]).to.include({ name: 'configmaps', kind: 'ConfigMap', storageVersionHash: 'qFsyl6wFWjQ=' })
  })

  it('does not answer for groups and versions that are not served', () => {
    expect(discovery.handle('/apis/none.example.com')).to.equal(undefined)
    expect(discovery.handle('/api/v9')).to.equal(undefined)
    expect(discovery.handle('/api/v1/configmaps')).to.equal(undefined)
  })

  it('answers 304 to a client that has the aggregated list already', () => {
    const first = discovery.handle('/api', aggregated)!
    expect(read(first).kind).to.equal('APIGroupDiscoveryList')
    expect(discovery.handle('/api', aggregated, first.headers['ETag'])!.status).to.equal(304)
  })

  it('says what kube-apiserver says of its kinds', function () {
    // The recorded answers are not part of the repository.
    if (!existsSync(recorded)) this.skip()
    for (const [path, file] of [['/api', 'aggregated-api.json'], ['/apis', 'aggregated-apis.json']] as const) {
      const expected = JSON.parse(readFileSync(new URL(file, recorded), 'utf8'))
      expect(JSON.stringify(read(everything.handle(path, aggregated)))).to.equal(JSON.stringify(expected))
    }
  })
})

function read(answer: { body: Buffer } | undefined): any {
  return JSON.parse(answer!.body.toString())
}

function row(given: Partial<ResourceDefinition>): ResourceDefinition {
  const base = {
    group: '', version: 'v1', singular: '', shortNames: [], categories: [], namespaced: true,
    verbs: ['get', 'list', 'watch'], subresources: [],
  }
  return { ...base, ...given } as unknown as ResourceDefinition
}
