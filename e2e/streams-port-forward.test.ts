import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { get } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import type { Coracle } from './harness/coracle.ts'
import { forwardPort, startWithPods } from './harness/streams.ts'
import { kubectlVersions } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000
const manyBytes = 20_000_000

/** Serves on the pod's localhost alone: nobody reaches it by the pod's address. */
const script = `mkdir -p /www && busybox yes coracle | busybox head -c ${manyBytes} > /www/big
busybox nc -ll -p 7000 -e cat &
exec httpd -f -p 127.0.0.1:8080 -h /www`
const manifest = JSON.stringify({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: 'localhost/coracle-e2e:1', command: ['/bin/sh', '-c', script] }],
  },
})
const expected = createHash('sha256').update('coracle\n'.repeat(manyBytes / 8 + 1).slice(0, manyBytes)).digest('hex')

function hashOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/big', agent: false }, (response) => {
      const hash = createHash('sha256')
      response.on('data', (chunk: Buffer) => hash.update(chunk))
        .on('end', () => resolve(hash.digest('hex')))
        .on('error', reject)
    }).on('error', reject)
  })
}

/** Sends, says that it is done, and reads to the end. */
async function echo(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.end(text)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await once(socket, 'end')
  return Buffer.concat(chunks).toString()
}

describe('a forwarded port', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startWithPods(this, manifest)
    await until(async () => (await coracle.kubectl([
      'exec', 'web', '--', 'busybox', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/big',
    ])).code === 0)
  })
  after(async () => {
    await coracle?.close()
  })

  for (const version of kubectlVersions) {
    it(`carries connections side by side, 20 MB each, with kubectl ${version}`, async () => {
      const forwarded = await forwardPort(coracle, 'pod/web', 8080, version)
      try {
        expect(await Promise.all([hashOf(forwarded.port), hashOf(forwarded.port)])).to.deep.equal([expected, expected])
      } finally {
        await forwarded.stop()
      }
    })

    it(`carries both directions to their ends with kubectl ${version}`, async () => {
      const forwarded = await forwardPort(coracle, 'pod/web', 7000, version)
      try {
        const text = 'there and back '.repeat(20_000)
        expect((await echo(forwarded.port, text)).length).to.equal(text.length)
      } finally {
        await forwarded.stop()
      }
    })

    it(`tells when nothing listens, with kubectl ${version}`, async () => {
      const forwarded = await forwardPort(coracle, 'pod/web', 81, version)
      try {
        await echo(forwarded.port, 'hello').catch(() => '')
        await until(async () => forwarded.stderr().includes('error forwarding port 81 to pod '))
        expect(forwarded.stderr()).to.contain('dial tcp4 127.0.0.1:81: connect: connection refused')
      } finally {
        await forwarded.stop()
      }
    })
  }

  it('is refused for a pod that does not run', async () => {
    const { code, stderr } = await coracle.kubectl(['port-forward', 'pod/nobody', ':80'])
    expect(code).to.equal(1)
    expect(stderr).to.equal('Error from server (NotFound): pods "nobody" not found\n')
  })
})
