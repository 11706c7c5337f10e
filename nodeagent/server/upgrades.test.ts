import { expect } from 'chai'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

import { ApiError } from '../../apimachinery/api-error.ts'
import type { ExecOptions, ExecSession } from '../runtimes/runtime.ts'
import type { KubeletApi } from './kubelet-api.ts'
import { parseRequest } from './requests.ts'
import { spdyClientOn } from './spdy/test-client.ts'
import type { SpdyTestClient } from './spdy/test-client.ts'
import { createUpgrades } from './upgrades.ts'

/** A command that says what it was asked, repeats its input, and ends with a code. */
function echo({ command, tty, size }: ExecOptions): ExecSession {
  const io = new PassThrough()
  return {
    io,
    output: (async function* () {
      yield {
        stream: 'stdout', data: Buffer.from(`${command.join(' ')} ${tty ? `${size?.columns}x${size?.rows} ` : ''}`),
      }
      if (!tty) yield { stream: 'stderr', data: Buffer.from('err') }
      for await (const data of io) yield { stream: 'stdout', data: data as Buffer }
    })(),
    resize: async () => {},
    exitCode: async () => 3,
  }
}

const api: KubeletApi = {
  pods: () => [],
  logs: async () => (async function* () {})(),
  async exec({ container }, options) {
    if (container === 'missing') throw new ApiError(500, '', 'container not found ("missing")')
    return async (size) => {
      if (options.command[0] === 'bad') throw new Error('no such command')
      return echo({ ...options, ...(size ? { size } : {}) })
    }
  },
  attach: async (_address, options) => async () => echo(options),
  portForward: async () => ({
    pod: { name: 'web_default', uid: '' },
    dial: async (port) => {
      if (port === 81) throw new Error('connection refused')
      return new PassThrough()
    },
  }),
}

describe('createUpgrades', () => {
  let server: Server
  let port: number
  const upgrades = createUpgrades(api)
  before(async () => {
    server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
    server.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = new URL(asked.url ?? '/', 'http://kubelet')
      void upgrades.serve({ request: asked, socket, head, query: url.searchParams }, parseRequest(url))
    })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    upgrades.close()
    server.closeAllConnections()
    server.close()
  })

  const exec = (flags: string, container = 'main') => `/exec/default/web/${container}?command=say&${flags}`

  async function spdy(path: string, protocols: string): Promise<SpdyTestClient> {
    const asked = request({
      host: '127.0.0.1', port, path, method: 'POST',
      headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocols },
    })
    asked.end()
    const [answer, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex]
    expect(answer.headers['x-stream-protocol-version']).to.equal(protocols.split(', ')[0])
    return spdyClientOn(socket)
  }

  async function refusal(path: string, headers: Record<string, string>): Promise<[number | undefined, string]> {
    const asked = request({
      host: '127.0.0.1', port, path, method: 'POST', headers: { connection: 'Upgrade', ...headers },
    })
    asked.end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return [answer.statusCode, (await answer.setEncoding('utf8').toArray()).join('')]
  }

  /** All messages of a WebSocket by channel, up to its end. */
  async function messages(
    path: string, protocols: string[], say: (socket: WebSocket) => void,
  ): Promise<Record<number, string>> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols)
    const channels: Record<number, string> = {}
    socket.on('message', (data: Buffer, binary: boolean) => {
      const channel = binary ? data[0]! : data[0]! - 48
      const text = binary ? data.toString('utf8', 1) : Buffer.from(data.toString('latin1', 1), 'base64').toString()
      channels[channel] = (channels[channel] ?? '') + text
    })
    await once(socket, 'open')
    expect(socket.protocol).to.equal(protocols[0] ?? '')
    say(socket)
    await once(socket, 'close')
    return channels
  }

  const exited = {
    metadata: {}, status: 'Failure', message: 'command terminated with non-zero exit code: exit status 3',
    reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  }

  it('runs a command over SPDY, with a Status at the end', async () => {
    const client = await spdy(exec('input=1&output=1&error=1'), 'v4.channel.k8s.io, v3.channel.k8s.io')
    for (const [i, type] of ['error', 'stdin', 'stdout', 'stderr'].entries()) {
      client.open(i * 2 + 1, { streamtype: type })
    }
    client.send(3, 'typed', { fin: true })
    await client.until(() => client.received(1).fin && client.received(5).fin)
    expect(JSON.parse(client.received(1).text)).to.deep.equal(exited)
    expect([client.received(5).text, client.received(7).text]).to.deep.equal(['say typed', 'err'])
  })

  it('says only the message of a failure over SPDY in its first versions', async () => {
    const client = await spdy('/exec/default/web/main?command=bad&output=1', 'v2.channel.k8s.io')
    client.open(1, { streamtype: 'error' })
    client.open(3, { streamtype: 'stdout' })
    await client.until(() => client.received(1).fin)
    expect(client.received(1).text)
      .to.equal('Internal error occurred: error executing command in container: no such command')
  })

  it('gives a terminal over SPDY the size that the client tells', async () => {
    const client = await spdy(exec('input=1&output=1&tty=1'), 'v4.channel.k8s.io')
    for (const [i, type] of ['error', 'stdin', 'stdout', 'resize'].entries()) {
      client.open(i * 2 + 1, { streamtype: type })
    }
    client.send(7, '{"Width":80,"Height":24}\n')
    await client.until(() => client.received(5).text === 'say 80x24 ')
    client.socket.destroy()
  })

  it('refuses over SPDY with the text that kubelet has', async () => {
    const upgrade = 'SPDY/3.1'
    expect(await refusal(exec('output=1', 'missing'), { upgrade, 'x-stream-protocol-version': 'v4.channel.k8s.io' }))
      .to.deep.equal([500, 'container not found ("missing")'])
    expect(await refusal(exec('output=1'), { upgrade, 'x-stream-protocol-version': 'v9' }))
      .to.deep.equal([403, 'unable to upgrade: unable to negotiate protocol: client supports [v9], server accepts '
        + '[v4.channel.k8s.io v3.channel.k8s.io v2.channel.k8s.io channel.k8s.io]'])
    expect((await refusal(exec('output=1'), { upgrade }))[0]).to.equal(400)
    expect(await refusal(exec(''), { upgrade }))
      .to.deep.equal([400, 'you must specify at least 1 of stdin, stdout, stderr'])
    expect((await refusal('/nothing', { upgrade }))[0]).to.equal(404)
  })

  it('runs a command over WebSocket v5, whose client may close its input', async () => {
    const said = await messages(
      exec('input=1&output=1&error=1'), ['v5.channel.k8s.io', 'v4.channel.k8s.io'], (socket) => {
        socket.send(Buffer.from('\0typed'))
        socket.send(Buffer.from([255, 0]))
      },
    )
    expect(JSON.parse(said[3] ?? '')).to.deep.equal(exited)
    expect([said[1], said[2]]).to.deep.equal(['say typed', 'err'])
  })

  it('tells a refusal inside WebSocket v5, and before it in others', async () => {
    const said = await messages(exec('output=1', 'missing'), ['v5.channel.k8s.io'], () => {})
    expect(JSON.parse(said[3] ?? '').message)
      .to.equal('Internal error occurred: unable to upgrade connection: container not found ("missing")')
    const [code] = await refusal(exec('output=1', 'missing'), {
      upgrade: 'websocket', 'sec-websocket-protocol': 'v4.channel.k8s.io',
    })
    expect(code).to.equal(500)
    expect((await refusal(exec('output=1'), { upgrade: 'websocket', 'sec-websocket-protocol': 'v9' }))[0]).to.equal(403)
  })

  it('tells a command that cannot be run', async () => {
    const said = await messages('/exec/default/web/main?command=bad&output=1', ['v4.channel.k8s.io'], () => {})
    expect(JSON.parse(said[3] ?? '').message)
      .to.equal('Internal error occurred: error executing command in container: no such command')
  })

  it('speaks base64 with clients that have only text, and bare messages before v4', async () => {
    const said = await messages('/attach/default/web/main?input=1&output=1', ['v4.base64.channel.k8s.io'], (socket) => {
      socket.send(`0${Buffer.from('typed').toString('base64')}`)
      setImmediate(() => socket.close())
    })
    expect(Object.keys(said)).to.include('1')
    const failed = await messages('/exec/default/web/main?command=bad&output=1', ['base64.channel.k8s.io'], () => {})
    expect(failed[3]).to.equal('Internal error occurred: error executing command in container: no such command')
  })

  it('forwards ports over SPDY', async () => {
    const client = await spdy('/portForward/default/web', 'portforward.k8s.io')
    for (const [id, target] of [[0, 80], [1, 80], [2, 81]] as const) {
      client.open(id * 4 + 1, { streamType: 'error', port: `${target}`, requestID: `${id}` }, { fin: true })
      client.open(id * 4 + 3, { streamType: 'data', port: `${target}`, requestID: `${id}` })
      client.send(id * 4 + 3, `hello ${id}`, { fin: true })
    }
    await client.until(() => [3, 7, 9].every((id) => client.received(id).fin))
    expect([client.received(3).text, client.received(7).text]).to.deep.equal(['hello 0', 'hello 1'])
    expect(client.received(9).text).to.equal('error forwarding port 81 to pod web_default, uid : connection refused')
    client.open(21, { streamType: 'other', port: '80', requestID: '9' })
    client.open(23, { streamType: 'data', port: '0', requestID: '9' })
    await client.until(() => [21, 23].every((id) => client.received(id).reset !== null))
    client.socket.destroy()
  })

  it('names SPDY in a WebSocket as the client does', async () => {
    const headers = {
      connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io',
    }
    const asked = request({ host: '127.0.0.1', port, path: '/portForward/default/web', headers }).end()
    const [answer, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex]
    expect(answer.headers['sec-websocket-protocol']).to.equal('SPDY/3.1+portforward.k8s.io')
    socket.destroy()
  })

  it('forwards ports in the channels of a WebSocket', async () => {
    const said = await messages('/portForward/default/web?port=80&port=81', ['v4.channel.k8s.io'], (socket) => {
      socket.send(Buffer.from('\0hello'))
      socket.on('message', (data: Buffer) => {
        if (data.toString().includes('hello')) socket.close()
      })
    })
    expect(said[0]).to.equal('P\0hello')
    expect(said[3]).to.equal('Q\0error forwarding port 81 to pod web_default, uid : connection refused')
  })
})
