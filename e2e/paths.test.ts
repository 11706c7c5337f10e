import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { send } from './harness/request.ts'

const patienceMs = 60_000
const json = { 'content-type': 'application/json' }
const noPage = '404 page not found\n'
const nothing = 'the server could not find the requested resource'
const refused = 'the server does not allow this method on the requested resource'

/** What is asked, the status, the message of a Status or the whole text, and what is sent where it is not a name. */
type Row = [method: string, path: string, status: number, says?: string, sent?: string]

/** Rows with the same answer. */
const each = (methods: string, paths: readonly string[], status: number, says?: string): Row[] =>
  paths.flatMap((path) =>
    methods.split(' ').map((method): Row => [method, path, status, ...(says === undefined ? [] : [says])] as Row))

const key = (path: string): string => `invalid key: "${path}"`

const rows: readonly Row[] = [
  ...each(
    'GET POST',
    ['//api/v1/nodes', '//apis/apps/v1/deployments', '/apis//', '/openapi/v2/', '/healthz/', '/livez/ping/'],
    404,
    noPage,
  ),
  ...each('GET POST', ['/openapi/v3/', '/openapi/v3/api/v1/'], 404, ''),
  ...each('GET POST', ['/version/x', '/version/x/y', '/api/v1/watch/namespaces/default/pods/a/b'], 404, nothing),
  ...each('POST PUT DELETE', [
    '/api', '/api/', '/api/v1//', '/apis/apps//', '/apis/apps/v1//', '/api/v1/watch/pods',
    '/.well-known/openid-configuration', '/openid/v1/jwks/',
  ], 405, refused),
  ...each('GET POST', ['/apis', '/apis/', '/apis/apps', '/apis/apps/', '/', '/index.html', '/healthz'], 200),
  ...each('GET', ['/api/v1//', '/apis/apps//', '/version//', '/openid/v1/jwks/', '/api/v1/namespaces//pods'], 200),
  ...each('GET DELETE', ['/api/v1/namespaces/../pods', '/api/v1/namespaces/%2e%2e/pods'], 500, key('/pods/..')),
  ...each('GET', ['/api/v1/namespaces/../pods?watch=1', '/api/v1/watch/namespaces/../pods'], 500, key('/pods/..')),
  ...each('GET PUT DELETE', ['/api/v1/namespaces/./endpoints/x'], 500, key('/services/endpoints/./x')),
  ...each('POST', ['/api/v1/namespaces/../configmaps'], 500,
    'Internal error occurred: invalid resource name "..": [may not be \'..\']'),
  ['POST', '/api/v1/namespaces/default/bindings', 500, 'target.name: Required value', '{}'],
  ['POST', '/api/v1/namespaces/default/pods/x/binding', 400, 'name in URL does not match name in Binding object', '{}'],
]

describe('an unusual path', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => coracle?.close())

  it('is answered as kube-apiserver does, by any method', async () => {
    for (const [method, path, status, says, sent = '{"metadata":{"name":"x"}}'] of rows) {
      const body = method === 'GET' || method === 'DELETE' ? {} : { headers: json, body: sent }
      const answer = await send(coracle, { method, path, ...body })
      expect(answer.status, `${method} ${path}: ${answer.text.slice(0, 200)}`).to.equal(status)
      if (says === undefined) continue
      const said = answer.text.startsWith('{') ? answer.json.message : answer.text
      expect(said, `${method} ${path}`).to.equal(says)
    }
  })
})
