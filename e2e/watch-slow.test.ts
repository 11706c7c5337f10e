import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { send } from './harness/request.ts'
import { until } from './harness/until.ts'
import { connect } from './overload/connect.ts'

const patienceMs = 120_000
const path = '/api/v1/namespaces/default/configmaps'
/** So much that neither the connection nor the queue of a watcher holds all that is written of it. */
const size = 900_000
const writes = 60

describe('a watcher that does not read', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  const sockets: TLSSocket[] = []
  before(async () => {
    coracle = await startApiServer()
  })
  after(async () => {
    sockets.forEach((socket) => socket.destroy())
    await coracle?.close()
  })

  async function watching(): Promise<TLSSocket> {
    const socket = await connect(coracle)
    sockets.push(socket)
    socket.write(`GET ${path}?watch=1 HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    return socket
  }

  const write = (step: number, data: string) =>
    send(coracle, {
      method: step === 0 ? 'POST' : 'PUT', path: step === 0 ? path : `${path}/large`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data: { step: `${step}`, data },
      }),
    })

  it('is cut off, and others are told everything meanwhile', async () => {
    const [slow, reader] = [await watching(), await watching()]
    let told = ''
    reader.on('data', (chunk: Buffer) => { told += chunk.toString('latin1').replace(/x{9,}/g, '') })
    await until(async () => /^HTTP\/1.1 200/.test(told))
    const data = 'x'.repeat(size)
    for (let step = 0; step < writes; step++) expect((await write(step, data)).status).to.be.within(200, 201)
    const steps = () => [...told.matchAll(/"step":"(\d+)"/g)].map(([, step]) => Number(step))
    await until(async () => steps().length === writes)
    expect(steps()).to.deep.equal(Array.from({ length: writes }, (_, step) => step))
    // What the kernel holds is all that still comes: then the end, in the midst.
    let received = 0
    slow.on('data', (chunk: Buffer) => { received += chunk.length })
    await until(async () => slow.closed)
    expect(received).to.be.lessThan(writes * size)
  })
})
