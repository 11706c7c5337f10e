import { expect } from 'chai'
import { type Coracle, startApiServer } from '../harness/coracle.ts'
import { type Answer, type RawRequest, send } from '../harness/request.ts'

/** Names that every object of JavaScript has something under. */
const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__', '__defineGetter__']
/** A label, an annotation and an object's own name begin and end with a letter or digit; the keys of data need not. */
const labels = names.filter((name) => !name.startsWith('_'))
const configMaps = '/api/v1/namespaces/default/configmaps'
const patchType = (kind: string) => ({ 'content-type': `application/${kind}` })
const json = { 'content-type': 'application/json' }

/** Written out, as an object literal would take `__proto__` for the prototype. */
const membersOf = (keys: readonly string[], value: string) =>
  `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
const body = (value: string, spec = '') => {
  const labelled = membersOf(labels, value)
  return `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","labels":${labelled},"annotations":${labelled}},`
    + `"data":${membersOf(names, value)}${spec}}`
}

describe('names that every object inherits', function () {
  this.timeout(120_000)
  let coracle: Coracle
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => coracle?.close())

  const ask = (request: RawRequest): Promise<Answer> => send(coracle, request)
  const expectValues = ({ status, text, json: object }: Answer, code: number, value: string): void => {
    expect(status, text).to.equal(code)
    expect(Object.entries(object.data)).to.have.deep.members(names.map((name) => [name, value]))
    expect(Object.entries(object.metadata.labels)).to.have.deep.members(labels.map((name) => [name, value]))
    expect(Object.entries(object.metadata.annotations)).to.have.deep.members(labels.map((name) => [name, value]))
  }
  const owned = ({ json: object }: Answer, manager: string): string =>
    JSON.stringify(object.metadata.managedFields
      .filter((entry: any) => entry.manager === manager)
      .map((entry: any) => entry.fieldsV1))

  it('are stored, owned, changed, selected and given back as data by every way of writing', async () => {
    const created = await ask({
      method: 'POST', path: `${configMaps}?fieldManager=one`, headers: json, body: body('a'),
    })
    expectValues(created, 201, 'a')
    for (const name of names) expect(owned(created, 'one')).to.contain(JSON.stringify(`f:${name}`))
    expectValues(await ask({ path: `${configMaps}/c` }), 200, 'a')
    expectValues(
      await ask({ method: 'PUT', path: `${configMaps}/c?fieldManager=two`, headers: json, body: body('b') }), 200, 'b',
    )
    expectValues(
      await ask({ method: 'PATCH', path: `${configMaps}/c`, headers: patchType('merge-patch+json'), body: body('c') }),
      200,
      'c',
    )
    expectValues(
      await ask({
        method: 'PATCH', path: `${configMaps}/c`, headers: patchType('strategic-merge-patch+json'), body: body('d'),
      }),
      200,
      'd',
    )
    const operations = names.map((name) => ({ op: 'replace', path: `/data/${name}`, value: 'd' }))
    expectValues(
      await ask({
        method: 'PATCH', path: `${configMaps}/c`, headers: patchType('json-patch+json'),
        body: JSON.stringify(operations),
      }),
      200,
      'd',
    )
    const applied = await ask({
      method: 'PATCH', path: `${configMaps}/c?fieldManager=three&force=true`, headers: patchType('apply-patch+yaml'),
      body: body('e'),
    })
    expectValues(applied, 200, 'e')
    for (const name of names) expect(owned(applied, 'three')).to.contain(JSON.stringify(`f:${name}`))
    const { json: list } = await ask({
      path: `${configMaps}?labelSelector=${labels.map((name) => `${name}=e`).join(',')}`,
    })
    expect(list.items).to.have.length(1)
    expect((await ask({ path: `${configMaps}?labelSelector=!constructor` })).json.items).to.deep.equal([])
    const dropped = await ask({
      method: 'PATCH', path: `${configMaps}/c?fieldManager=three&force=true`, headers: patchType('apply-patch+yaml'),
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
    })
    expect(dropped.json.data ?? {}, dropped.text).to.deep.equal({})
  })

  it('are names of objects, and of nothing that is served', async () => {
    for (const name of ['constructor', 'tostring']) {
      const made = await ask({
        method: 'POST', path: configMaps, headers: json, body: `{"metadata":{"name":"${name}"}}`,
      })
      expect([made.status, made.json.metadata.name]).to.deep.equal([201, name])
      expect((await ask({ path: `${configMaps}/${name}` })).status).to.equal(200)
    }
    for (const name of names) {
      const paths = [
        `/api/v1/${name}`, `/apis/${name}/v1/x`, `/apis/apps/${name}/x`, `/api/v1/namespaces/default/${name}/x`,
        `${configMaps}/c/${name}`, `/apis/${name}`, `/openapi/v3/${name}`, `/healthz/${name}`,
      ]
      for (const path of paths) expect((await ask({ path })).status, path).to.equal(404)
      expect((await ask({ path: `/api/v1/namespaces/${name}/configmaps` })).json.items).to.deep.equal([])
      expect((await ask({ path: `${configMaps}?fieldSelector=${name}%3Dx` })).status).to.equal(400)
      expect((await ask({ path: `${configMaps}?${name}=x` })).status).to.equal(200)
      const typed = (type: string) =>
        ask({ method: 'PATCH', path: `${configMaps}/c`, headers: { 'content-type': type }, body: '{}' })
      expect((await typed(name)).status).to.equal(415)
      const kind = await ask({
        method: 'POST', path: configMaps, headers: json,
        body: `{"apiVersion":"${name}/v1","kind":"${name}","metadata":{"name":"x"}}`,
      })
      expect(kind.status, kind.text).to.equal(400)
    }
    expect((await ask({ path: '/readyz' })).status).to.equal(200)
  })
})
