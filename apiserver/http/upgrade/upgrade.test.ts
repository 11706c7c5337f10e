import { expect } from 'chai'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import { handleUpgrade } from './upgrade.ts'

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('handleUpgrade', () => {
  const servers: Server[] = []
  afterEach(() => { for (const server of servers.splice(0)) { server.closeAllConnections(); server.close() } })

  async function closedPort(): Promise<number> {
    const closed = createServer()
    const port = await listening(closed)
    closed.close()
    return port
  }

  async function proxyTo(port: number, command = false): Promise<number> {
    const proxy = createServer()
    servers.push(proxy)
    proxy.on('upgrade', (request, socket, head) => {
      void handleUpgrade({
        request, socket, head, command, target: { url: new URL(`http://127.0.0.1:${port}/exec/ns/pod/c?command=ls`) },
      })
    })
    return await listening(proxy)
  }

  it('passes bytes both ways under the subprotocol that the kubelet chose', async () => {
    const kubelet = createServer()
    servers.push(kubelet)
    const sockets = new WebSocketServer({ server: kubelet, handleProtocols: () => 'v5.channel.k8s.io' })
    sockets.on('connection', (client, request) => client.on('message', (data) => client.send(`${request.url} ${data}`)))
    const port = await proxyTo(await listening(kubelet))
    const client = new WebSocket(`ws://127.0.0.1:${port}/api/v1/anything`, ['v5.channel.k8s.io', 'v4.channel.k8s.io'])
    await once(client, 'open')
    client.send('hello')
    const [answer] = await once(client, 'message')
    expect(String(answer)).to.equal('/exec/ns/pod/c?command=ls hello')
    expect(client.protocol).to.equal('v5.channel.k8s.io')
    client.terminate()
    sockets.close()
  })

  it('answers with a Status when the kubelet cannot be reached', async () => {
    const client = new WebSocket(`ws://127.0.0.1:${await proxyTo(await closedPort())}/`)
    client.on('error', () => {})
    const [, response] = await once(client, 'unexpected-response')
    expect(response.statusCode).to.equal(500)
    client.terminate()
  })

  it('says inside a WebSocket of the fifth version that the kubelet cannot be reached', async () => {
    const port = await closedPort()
    const client = new WebSocket(`ws://127.0.0.1:${await proxyTo(port, true)}/`, ['v5.channel.k8s.io'])
    const [message] = (await once(client, 'message')) as [Buffer]
    expect(message[0]).to.equal(3)
    expect(JSON.parse(message.toString('utf8', 1)).message).to.equal(
      `Internal error occurred: error sending request: Post "http://127.0.0.1:${port}/exec/ns/pod/c?command=ls": dial `
        + `tcp 127.0.0.1:${port}: connect: connection refused`,
    )
    client.terminate()
  })
})
