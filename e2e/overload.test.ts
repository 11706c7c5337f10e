import { once } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { type Answer, send } from './harness/request.ts'
import { until } from './harness/until.ts'
import { closed, connect, readToEnd, write } from './overload/connect.ts'
import {
  enhanceYourCalm, type Frame, frame, frameReader, frameTypes, goawayCode, moreHeaders, opening, ping, request, reset,
  swellingHeaders, unfinishedHeaders,
} from './overload/frames.ts'
import { metricOf, usageOf } from './overload/server-load.ts'

const patienceMs = 60_000
const MiB = 1024 * 1024
/** How many connections do nothing; more by hand. */
const idleConnections = Number(process.env['OVERLOAD_CONNECTIONS'] ?? 100)
const json = { 'content-type': 'application/json' }
const configMaps = '/api/v1/namespaces/default/configmaps'
const flowControl = '/apis/flowcontrol.apiserver.k8s.io/v1'

describe('a server that is asked too much', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => coracle?.close())
  /** Whatever one client did, another is answered, by the same process. */
  afterEach(async () => {
    expect((await send(coracle, { path: '/readyz', anonymous: true })).status).to.equal(200)
    expect((await send(coracle, { path: configMaps })).status).to.equal(200)
  })

  describe('by more requests than a level has seats', () => {
    const group = 'system:authenticated'
    const as = (name: string) => ({ 'impersonate-user': name, 'impersonate-group': group })
    const ask = (name: string): Promise<Answer> => send(coracle, { path: '/version', headers: as(name) })
    const executing = () =>
      metricOf(coracle, 'apiserver_flowcontrol_current_executing_requests', { priority_level: 'tight' })
    let holders: TLSSocket[] = []

    before(async () => {
      await create('prioritylevelconfigurations', tightLevel({ type: 'Reject' }))
      await create('flowschemas', {
        kind: 'FlowSchema', metadata: { name: 'bob' },
        spec: {
          priorityLevelConfiguration: { name: 'tight' }, matchingPrecedence: 50,
          distinguisherMethod: { type: 'ByUser' },
          rules: [{
            subjects: [{ kind: 'User', user: { name: 'bob' } }],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
            resourceRules: [
              { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
            ],
          }],
        },
      })
      // One share of 246 of the 600 seats, rounded up.
      expect(await metricOf(coracle, 'apiserver_flowcontrol_nominal_limit_seats', { priority_level: 'tight' }))
        .to.equal(3)
      await takeAllSeats()
    })
    after(() => holders.forEach((socket) => socket.destroy()))

    it('answers 429, says when to come again, and lets everybody else through', async () => {
      const refused = await ask('bob')
      expect(refused.status).to.equal(429)
      expect(refused.text).to.equal('Too many requests, please try again later.\n')
      expect(refused.headers).to.include({ 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' })
      const level = await send(coracle, { path: `${flowControl}/prioritylevelconfigurations/tight` })
      expect(refused.headers['x-kubernetes-pf-prioritylevel-uid']).to.equal(level.json.metadata.uid)
      expect((await ask('eve')).status).to.equal(200)
      expect((await send(coracle, { path: '/version' })).status, 'who is exempt').to.equal(200)
      expect((await send(coracle, { path: '/healthz', anonymous: true })).status, 'a probe').to.equal(200)
      const labels = { priority_level: 'tight', flow_schema: 'bob', reason: 'concurrency-limit' }
      expect(await metricOf(coracle, 'apiserver_flowcontrol_rejected_requests_total', labels)).to.equal(1)
    })

    it('lets a request wait where the level has queues, until there is a seat', async () => {
      const queuing = { queues: 1, handSize: 1, queueLengthLimit: 1 }
      await send(coracle, {
        method: 'PUT', path: `${flowControl}/prioritylevelconfigurations/tight`, headers: json,
        body: JSON.stringify(tightLevel({ type: 'Queue', queuing })),
      })
      const waiting = ask('bob')
      await until(async () =>
        (await metricOf(coracle, 'apiserver_flowcontrol_current_inqueue_requests', { priority_level: 'tight' })) === 1)
      expect((await ask('bob')).status, 'the queue holds one').to.equal(429)
      holders.pop()?.destroy()
      expect((await waiting).status).to.equal(200)
    })

    it('has all its seats again when the requests are over', async () => {
      holders.forEach((socket) => socket.destroy())
      await until(async () => (await executing()) === 0)
      expect((await ask('bob')).status).to.equal(200)
    })

    /** Bodies that do not end. */
    async function takeAllSeats(): Promise<void> {
      holders = await Promise.all([1, 2, 3].map(() => connect(coracle)))
      const headers =
        `Impersonate-User: bob\r\nImpersonate-Group: ${group}\r\nContent-Type: application/json\r\nContent-Length: 100`
      for (const socket of holders) socket.write(
        `POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n{`,
      )
      await until(async () => (await executing()) === 3)
    }
  })

  it('ends a request whose body does not come in its time, and the connection behind it', async () => {
    const socket = await connect(coracle)
    socket.write(`POST ${configMaps}?timeout=500ms HTTP/1.1\r\nHost: x\r\nContent-Type: `
      + `application/json\r\nContent-Length: 1000\r\n\r\n{`)
    const text = await readToEnd(socket)
    expect(text).to.match(/^HTTP\/1\.1 504 Gateway Timeout\r\n/)
    expect(JSON.parse(text.slice(text.indexOf('{')))).to.include({
      kind: 'Status', reason: 'Timeout', code: 504,
      message: 'Timeout: request did not complete within the allotted timeout',
    })
  })

  it('reads no more of a body than it takes, and cuts off who goes on', async () => {
    const before = usageOf(coracle)
    const socket = await connect(coracle)
    const answer = once(socket, 'data') as Promise<[Buffer]>
    await write(
      socket,
      `POST ${configMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)
    while (await write(socket, chunk));
    expect(String((await answer)[0])).to.match(/^HTTP\/1\.1 413 /)
    expect(usageOf(coracle).resident - before.resident).to.be.below(100 * MiB)
  })

  for (const version of ['2.0', '2.1', '0.9', '3.0']) {
    it(`refuses HTTP/${version} on a connection of HTTP/1.1`, async () => {
      for (const upgrade of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
        const socket = await connect(coracle, { anonymous: true })
        socket.write(`GET /version HTTP/${version}\r\nHost: x\r\n${upgrade}\r\n`)
        expect(await readToEnd(socket)).to.match(/^HTTP\/1\.1 (400|505) /)
      }
    })
  }

  it('refuses more headers than it reads', async () => {
    const socket = await connect(coracle, { anonymous: true })
    socket.write(`GET /version HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(300)}\r\n`)
    expect(await readToEnd(socket)).to.match(/^HTTP\/1\.1 431 .*\r\n\r\n431 Request Header Fields Too Large$/s)
  })

  it('answers requests of one connection one by one, and cuts off who reads none of a hundred', async () => {
    // Made when somebody first asks, and kept: not what is measured.
    await send(coracle, { path: '/openapi/v2' })
    const before = usageOf(coracle)
    const unread = await connect(coracle)
    unread.pause()
    unread.write('GET /openapi/v2 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(90))
    const inOrder = await connect(coracle)
    inOrder.write('GET /version HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nGET /version '
      + 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect([...(await readToEnd(inOrder)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code))
      .to.deep.equal(['200', '404', '200'])
    // Ninety of these answers are more than a hundred million bytes.
    expect(usageOf(coracle).resident - before.resident).to.be.below(60 * MiB)
    unread.destroy()

    const many = await connect(coracle)
    many.write('GET /openapi/v2 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500))
    await closed(many)
  })

  describe('by HTTP/2', () => {
    it('cuts off who opens streams and takes them back at once, and says why', async () => {
      const { socket, frames, ended } = await openHttp2()
      const dispatched = () =>
        metricOf(coracle, 'apiserver_flowcontrol_dispatched_requests_total', { flow_schema: 'exempt' })
      const before = await dispatched()
      let next = 1
      const burst = (): Buffer =>
        Buffer.concat(Array.from({ length: 100 }, () => [request(next, configMaps), reset((next += 2) - 2)]).flat())
      while (next < 10_000 && await write(socket, burst()));
      await ended
      expect(frames.filter(({ type }) => type === frameTypes.goaway).map(goawayCode)).to.include(enhanceYourCalm)
      expect(await dispatched() - before, 'requests that cost work').to.be.below(1000)
    })

    it('cuts off who pings without end, though he reads the answers', async () => {
      const { socket, frames, ended } = await openHttp2()
      for (let sent = 0; sent < 1000 && await write(socket, Buffer.concat([ping, ping])); sent += 2) {
        await Promise.race([
          ended, until(async () => frames.filter(({ type }) => type === frameTypes.ping).length > sent, patienceMs, 1),
        ])
      }
      await ended
      expect(frames.filter(({ type }) => type === frameTypes.goaway).map(goawayCode)).to.include(enhanceYourCalm)
    })

    it('cuts off who changes settings without end', async () => {
      const { socket, ended } = await openHttp2()
      const change = frame({ type: frameTypes.settings, payload: Buffer.from([0, 3, 0, 0, 0, 1]) })
      for (let round = 0; round < 1000
        && await write(socket, Buffer.concat(Array.from({ length: 50 }, () => change))); round++);
      await ended
    })

    it('cuts off who sends headers without end, and refuses those that swell', async () => {
      const { socket: endless, ended } = await openHttp2()
      await write(endless, unfinishedHeaders)
      for (let round = 0; round < 1000
        && await write(endless, Buffer.concat(Array.from({ length: 50 }, () => moreHeaders))); round++);
      await ended

      const { socket, frames } = await openHttp2()
      await write(socket, swellingHeaders(1, 3000))
      await until(async () => frames.some(({ type, stream }) => type === frameTypes.reset && stream === 1))
      socket.destroy()
    })

    it('refuses streams beyond what it offers', async () => {
      const { socket, ended } = await openHttp2()
      for (let stream = 1; stream < 1200; stream += 2) {
        await write(socket, request(stream, configMaps, { method: 'POST', open: true }))
      }
      await ended
    })

    it('takes no more of a body once the answer is given', async () => {
      const { socket, frames } = await openHttp2()
      await write(socket, request(1, '/version', { method: 'POST', open: true }))
      await until(async () => frames.some(({ type, stream }) => type === frameTypes.reset && stream === 1))
      socket.destroy()
    })

    it('holds little of long answers that nobody reads', async () => {
      const big = (name: string): string =>
        JSON.stringify({ kind: 'ConfigMap', metadata: { name }, data: { a: 'x'.repeat(900_000) } })
      for (const name of 'abcdefghij') {
        await send(coracle, { method: 'POST', path: configMaps, headers: json, body: big(name) })
      }
      const before = usageOf(coracle)
      const { socket } = await openHttp2()
      // The client's window is as small as it begins, and never grows.
      for (let stream = 1; stream < 200; stream += 2) await write(socket, request(stream, configMaps))
      await until(async () => (await executingOf('exempt')) > 90)
      expect(usageOf(coracle).resident - before.resident, 'of 900 MB').to.be.below(300 * MiB)
      socket.destroy()
      await until(async () => (await executingOf('exempt')) === 1)
    })
  })

  it('keeps idle connections for little memory and no processor', async () => {
    const before = usageOf(coracle)
    const sockets: TLSSocket[] = []
    while (sockets.length < idleConnections) {
      const protocol = sockets.length % 100 < 50 ? 'h2' : 'http/1.1'
      sockets.push(
        ...await Promise.all(Array.from({ length: 10 }, () => connect(coracle, { protocol, anonymous: true }))),
      )
    }
    const full = usageOf(coracle)
    expect((full.resident - before.resident) / sockets.length, 'bytes for each').to.be.below(200 * 1024)
    await sleep(2000)
    expect(usageOf(coracle).processor - full.processor, 'milliseconds of 2,000').to.be.below(500)
    expect(sockets.filter((socket) => socket.destroyed)).to.have.length(0)
    sockets.forEach((socket) => socket.destroy())
  })

  const executingOf = (schema: string) =>
    metricOf(coracle, 'apiserver_flowcontrol_current_executing_requests', { flow_schema: schema })

  async function create(resource: string, object: object): Promise<void> {
    const body = JSON.stringify({ apiVersion: 'flowcontrol.apiserver.k8s.io/v1', ...object })
    expect((await send(coracle, { method: 'POST', path: `${flowControl}/${resource}`, headers: json, body })).status)
      .to.equal(201)
  }

  /** A connection that has said hello, what it hears, and its end. */
  async function openHttp2(): Promise<{ socket: TLSSocket; frames: Frame[]; ended: Promise<void> }> {
    const socket = await connect(coracle, { protocol: 'h2' })
    const frames: Frame[] = []
    socket.on('data', frameReader((seen) => frames.push(seen)))
    await write(socket, Buffer.concat([opening, frame({ type: frameTypes.settings, flags: 1 })]))
    return { socket, frames, ended: closed(socket) }
  }
})

/** A level with one share that borrows nothing. */
function tightLevel(limitResponse: object): object {
  return {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'PriorityLevelConfiguration', metadata: { name: 'tight' },
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse } },
  }
}
