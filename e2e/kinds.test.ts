import { Agent } from 'node:https'
import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { administratorOf, send } from './harness/request.ts'
import { Life } from './kinds/life.ts'
import { objectsByKind } from './kinds/objects.ts'
import { type Served, servedResources } from './kinds/served.ts'

const patienceMs = 120_000
const json = { 'content-type': 'application/json' }

describe('every kind', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  let served: readonly Served[]
  let agent: Agent
  const objects = objectsByKind()
  const keyOf = ({ apiVersion, kind }: Served): string => `${apiVersion}/${kind}`
  before(async () => {
    coracle = await startApiServer()
    agent = new Agent({ keepAlive: true, ...administratorOf(coracle) })
    // Pods run under it; it is made by a controller.
    const account = JSON.stringify({ metadata: { name: 'default' } })
    await send(coracle, {
      method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts', headers: json, body: account,
    })
    served = await servedResources(coracle)
  })
  after(() => {
    agent?.destroy()
    return coracle?.close()
  })

  it('has an object in the table tests', () => {
    expect(served.map(keyOf).filter((key) => !objects.has(key))).to.eql([])
  })

  it(
    'can be created, read in every form, listed, watched, shown, patched in four ways, updated and deleted',
    async () => {
      const failures: string[] = []
      for (const resource of served) {
        const object = objects.get(keyOf(resource))
        if (!object) continue
        await new Life({ coracle, agent }, resource, object)
          .live()
          .catch((error: unknown) => failures.push(`${keyOf(resource)}: ${String(error)}`))
      }
      expect(failures.join('\n')).to.equal('')
    },
  )

  it('takes back in protobuf what is not there as it does in JSON', async () => {
    const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'
    const spec = { defaultBackend: { resource: { kind: 'Bucket', name: 'files' } } }
    const type = 'application/vnd.kubernetes.protobuf'
    const body = JSON.stringify({ metadata: { name: 'files' }, spec })
    expect((await send(coracle, { method: 'POST', path, headers: json, body })).status).to.equal(201)
    const { bytes } = await send(coracle, { path: `${path}/files`, headers: { accept: type } })
    const answer = await send(coracle, {
      method: 'PUT', path: `${path}/files`, headers: { 'content-type': type }, body: bytes,
    })
    expect(answer.status, answer.text).to.equal(200)
  })

  it('is explained: its schema can be resolved, and says what each of its fields is', async () => {
    const { json: root } = await send(coracle, { path: '/openapi/v3' })
    for (const [path, { serverRelativeURL }] of Object.entries<any>(root.paths)) {
      const { json: document } = await send(coracle, { path: serverRelativeURL })
      const schemas: Record<string, any> = document.components?.schemas ?? {}
      const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)
      for (const [, name] of references) expect(schemas, path).to.have.property(name!)
      for (const resource of served.filter(
        ({ apiVersion }) => path === (apiVersion === 'v1' ? 'api/v1' : `apis/${apiVersion}`),
      )) {
        const [group, version] = resource.apiVersion === 'v1' ? ['', 'v1'] : resource.apiVersion.split('/')
        const schema = Object.values(schemas).find((one) => one['x-kubernetes-group-version-kind']
          ?.some((gvk: any) => gvk.group === group && gvk.version === version && gvk.kind === resource.kind))
        expect(schema?.description, keyOf(resource)).to.be.a('string')
        for (const [name, property] of Object.entries<any>(schema.properties)) {
          expect(property.description ?? property.allOf, `${keyOf(resource)}.${name}`).not.to.equal(undefined)
        }
      }
    }
  })
})
