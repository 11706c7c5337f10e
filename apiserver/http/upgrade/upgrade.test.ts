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

  async function proxyTo(port: number): Promise<number> {
    const proxy = createServer()
    servers.push(proxy)
    proxy.on('upgrade', (request, socket, head) => {
      void handleUpgrade({ request, socket, head, target: { url: new URL(`http://127.0.0.1:${port}/exec/ns/pod/c?command=ls`) } })
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
    const closed = createServer()
    const port = await listening(closed)
    closed.close()
    const client = new WebSocket(`ws://127.0.0.1:${await proxyTo(port)}/`)
    client.on('error', () => {})
    const [, response] = await once(client, 'unexpected-response')
    expect(response.statusCode).to.equal(500)
    client.terminate()
  })
})
