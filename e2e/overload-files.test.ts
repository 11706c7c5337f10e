import { expect } from 'chai'
import { connect as connectTcp, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { run } from './harness/run.ts'
import { send } from './harness/request.ts'
import { until } from './harness/until.ts'
import { connect } from './overload/connect.ts'

const patienceMs = 60_000
/** More than the server has open by itself, and few enough to use up. */
const files = 160
const configMaps = '/api/v1/namespaces/default/configmaps'

describe('a server that may open few files', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  const open: (Socket | TLSSocket)[] = []
  before(async () => {
    coracle = await startApiServer()
    // What it may have open is less than what it was when it started: its own bounds do not help.
    const limited = await run('prlimit', ['--pid', `${coracle.process.pid}`, `--nofile=${files}:${files}`])
    expect(limited.code, limited.stderr).to.equal(0)
  })
  after(async () => {
    for (const socket of open) socket.destroy()
    await coracle?.close()
  })

  const write = (name: string) =>
    send(coracle, {
      method: 'POST', path: configMaps, headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }),
    })

  it('goes on serving who is connected, and everybody when there are files again', async () => {
    const known = await connect(coracle)
    open.push(known)
    for (let at = 0; at < 2 * files; at++) {
      const silent = connectTcp({ port: coracle.port, host: '127.0.0.1' })
      silent.on('error', () => {})
      open.push(silent)
    }
    let heard = ''
    known.on('data', (chunk: Buffer) => (heard += chunk))
    known.write(`GET ${configMaps} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await until(async () => heard.startsWith('HTTP/1.1 200 '))
    for (const socket of open.splice(0)) socket.destroy()
    const made = await until(() => write('later'))
    expect(made.status).to.equal(201)
    expect(coracle.process.exitCode).to.equal(null)
  })
})
