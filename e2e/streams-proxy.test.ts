import { KubeConfig } from '@kubernetes/client-node'
import { expect } from 'chai'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import type { Coracle } from './harness/coracle.ts'
import { send } from './harness/request.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { startWithPods } from './harness/streams.ts'
import { kubectlVersions } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const script = `mkdir -p /www/cgi-bin
echo '<a href="/next">next</a>' > /www/index.html
echo plain > /www/plain.txt
printf '#!/bin/sh\\necho "Content-Type: text/plain"; echo; echo "$REQUEST_METHOD $QUERY_STRING"; cat' \\
  > /www/cgi-bin/echo
busybox chmod +x /www/cgi-bin/echo
exec httpd -f -p 8080 -h /www`
const manifest = JSON.stringify({
  apiVersion: 'v1', kind: 'List', items: [
    {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{
          name: 'main', image: 'localhost/coracle-e2e:1', command: ['/bin/sh', '-c', script],
          ports: [{ name: 'http', containerPort: 8080 }],
        }],
      },
    },
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  ],
})
const base = '/api/v1/namespaces/default'

describe('the proxy', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startWithPods(this, manifest)
    await until(
      async () => (await coracle.kubectl(['get', '--raw', `${base}/services/web:http/proxy/plain.txt`])).code === 0,
    )
  })
  after(async () => {
    await coracle?.close()
  })

  for (const version of kubectlVersions) {
    it(`leads to pods, services and nodes with kubectl ${version}`, async () => {
      const raw = (path: string) => mustSucceed(coracle, ['get', '--raw', path], { version })
      for (const path of [
        'pods/web', 'pods/web:8080', 'pods/http:web:8080', 'services/web:80', 'services/http:web:http',
      ]) {
        expect(await raw(`${base}/${path}/proxy/plain.txt`), path).to.equal('plain\n')
      }
      expect(await raw(`${base}/pods/web/proxy/cgi-bin/echo?a=b&c=d`)).to.equal('GET a=b&c=d\n')
      expect(await raw('/api/v1/nodes/host-a/proxy/healthz')).to.equal('ok')
    })
  }

  it('takes every method, with its body', async () => {
    const answer = await send(coracle, {
      method: 'POST', path: `${base}/pods/web/proxy/cgi-bin/echo?x`, body: 'hello',
      headers: { 'content-type': 'text/plain' },
    })
    expect(answer.text).to.equal('POST x\nhello')
  })

  it('leads the addresses of a page through itself', async () => {
    const page = await send(coracle, { path: `${base}/services/web:80/proxy/` })
    expect(page.text).to.equal(`<a href="${base}/services/web:80/proxy/next">next</a>\n`)
    const slash = await send(coracle, { path: `${base}/pods/web/proxy?q=1` })
    expect([slash.status, slash.headers['location']]).to.deep.equal([301, `${base}/pods/web/proxy/?q=1`])
  })

  it('passes on connections that ask for another protocol', async () => {
    const config = new KubeConfig()
    config.loadFromString(readFileSync(coracle.kubeconfig, 'utf8'))
    const { certData = '', keyData = '' } = config.getCurrentUser() ?? {}
    const [ca, cert, key] = [config.getCurrentCluster()?.caData ?? '', certData, keyData]
      .map((text) => Buffer.from(text, 'base64'))
    const path = '/api/v1/nodes/host-a/proxy/exec/default/web/main?command=echo&command=hello&output=1'
    const socket = new WebSocket(`wss://127.0.0.1:${coracle.port}${path}`, ['v4.channel.k8s.io'], { ca, cert, key })
    let text = ''
    socket.on('message', (data: Buffer) => (text += data.toString('utf8', 1)))
    await once(socket, 'close')
    expect(text).to.equal('hello\n{"metadata":{},"status":"Success"}')
  })

  it('says what it cannot reach', async () => {
    const message = async (path: string) => {
      const { status, json } = await send(coracle, { path: `${base}/${path}` })
      return [status, json?.reason, json?.message]
    }
    expect(await message('pods/web:81/proxy/')).to.satisfy(([code, reason, text]: string[]) =>
      String(code) === '503' && reason === 'ServiceUnavailable'
        && /^error trying to reach service: dial tcp [\d.]+:81: connect: connection refused$/.test(text ?? ''))
    expect(await message('services/web:9/proxy/'))
      .to.deep.equal([503, 'ServiceUnavailable', 'no service port 9 found for service "web"'])
    expect(await message('services/nothing/proxy/')).to.deep.equal([404, 'NotFound', 'services "nothing" not found'])
    expect(await message('pods/a:b:c/proxy/')).to.deep.equal([400, 'BadRequest', 'invalid pod request "a:b:c"'])
  })
})
