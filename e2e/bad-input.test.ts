import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { send } from './harness/request.ts'

const patienceMs = 120_000
const json = { 'content-type': 'application/json' }
const yaml = { 'content-type': 'application/yaml' }
const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (extra: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, ...extra })

describe('bad input', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => coracle?.close())
  afterEach(async () => {
    const { json: list } = await send(coracle, { path: configMaps })
    expect(list.items.map((item: any) => item.metadata.name)).to.deep.equal([])
    expect((await send(coracle, { path: '/readyz' })).status).to.equal(200)
  })

  const refused: [string, { headers: Record<string, string>; body: string; query?: string }, number, string][] = [
    ['JSON that is none', { headers: json, body: '{"kind"' }, 400, 'BadRequest'],
    ['YAML that is none', { headers: yaml, body: 'a: [' }, 400, 'BadRequest'],
    [
      'another kind', { headers: json, body: '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"c"}}' }, 400,
      'BadRequest',
    ],
    ['a wrong type', { headers: json, body: configMap({ data: { a: 1 } }) }, 400, 'BadRequest'],
    ['an unknown media type', { headers: { 'content-type': 'text/plain' }, body: 'x' }, 415, 'UnsupportedMediaType'],
    ['a name that is no DNS name', { headers: json, body: configMap({ metadata: { name: 'A_b' } }) }, 422, 'Invalid'],
    [
      'an unknown field, strictly',
      { headers: json, body: configMap({ nonsense: 1 }), query: '?fieldValidation=Strict' }, 400, 'BadRequest',
    ],
    [
      'a duplicate field, strictly',
      {
        headers: json, body: '{"apiVersion":"v1","kind":"ConfigMap","kind":"ConfigMap","metadata":{"name":"c"}}',
        query: '?fieldValidation=Strict',
      },
      400,
      'BadRequest',
    ],
    [
      'a body over 3 MiB', { headers: json, body: configMap({ data: { a: 'x'.repeat(3 * 2 ** 20) } }) }, 413,
      'RequestEntityTooLarge',
    ],
    ['a depth without end', { headers: json, body: '['.repeat(100_000) }, 400, 'BadRequest'],
    ['YAML aliases that explode', { headers: yaml, body: bomb() }, 400, 'BadRequest'],
  ]
  const misdirected: [string, { method: string; path: string; headers?: Record<string, string> }, number][] = [
    ['all namespaces of what is never listed', { method: 'POST', path: '/api/v1/bindings' }, 404],
    ['a patch of a type in other letters', {
      method: 'PATCH', path: `${configMaps}/c`, headers: { 'content-type': 'Application/Merge-Patch+JSON' },
    }, 415],
    ['a patch of no type, whatever it accepts', {
      method: 'PATCH', path: `${configMaps}/c`, headers: { ...json, accept: 'text/html' },
    }, 415],
    ['a number that is none before a selector that is none', {
      method: 'GET', path: `${configMaps}?limit=x&labelSelector=-`,
    }, 400],
  ]
  for (const [what, request, status] of misdirected) {
    it(`refuses ${what}`, async () => {
      const body = request.method === 'GET' ? {} : { body: '{}' }
      expect((await send(coracle, { headers: json, ...request, ...body })).status).to.equal(status)
    })
  }

  for (const [what, { headers, body, query = '' }, status, reason] of refused) {
    it(`refuses ${what} with a Status, and stores nothing`, async () => {
      const answer = await send(coracle, { method: 'POST', path: `${configMaps}${query}`, headers, body })
      expect(answer.status, answer.text.slice(0, 500)).to.equal(status)
      expect(answer.json).to.include({ kind: 'Status', status: 'Failure', reason, code: status })
    })
  }

  it('warns of an unknown field when asked to warn, and is silent when asked to ignore', async () => {
    const dry = (validation: string) =>
      send(coracle, {
        method: 'POST', path: `${configMaps}?dryRun=All&fieldValidation=${validation}`, headers: json,
        body: configMap({ nonsense: 1 }),
      })
    const warned = await dry('Warn')
    expect(warned.status).to.equal(201)
    expect(warned.headers.warning).to.contain('unknown field \\"nonsense\\"')
    expect((await dry('Ignore')).headers.warning).to.equal(undefined)
  })

  it('does not take __proto__ for anything but a name', async () => {
    const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},'
      + '"data":{"__proto__":"x"},"__proto__":{"data":{"y":"z"}}}'
    const answer = await send(coracle, { method: 'POST', path: `${configMaps}?dryRun=All`, headers: json, body })
    expect(answer.text).not.to.contain('"y"')
  })

  it('tells a stranger nothing', async () => {
    for (const path of ['/api', '/apis', configMaps, '/openapi/v2', '/metrics']) {
      expect((await send(coracle, { path, anonymous: true })).status, path).to.be.oneOf([401, 403])
    }
  })
})

/** Nine levels of nine aliases each: 387 million strings. */
function bomb(): string {
  const lines = ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: c}', 'a0: &a0 [x,x,x,x,x,x,x,x,x]']
  for (let level = 1; level < 9; level++) {
    lines.push(`a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`).join(',')}]`)
  }
  return lines.join('\n')
}
