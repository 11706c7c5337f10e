/**
 * The machine's own limit: a `node:https` server that does nothing. `GET /bytes/N` answers N bytes, a POST its own
 * body's size, `GET /watch` is a stream to which each POST's body goes, all of one turn of the event loop in one write.
 * Started with `fork`; sends its port.
 */
import { createServer, type ServerOptions } from 'node:https'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const watchers = new Set<ServerResponse>()
const bodies = new Map<number, Buffer>()
let pending: Buffer[] = []

function bodyOf(size: number): Buffer {
  let body = bodies.get(size)
  if (!body) bodies.set(size, (body = Buffer.alloc(size, 'x')))
  return body
}

function broadcast(event: Buffer): void {
  if (watchers.size === 0) return
  if (pending.push(event) > 1) return
  setImmediate(() => {
    const batch = Buffer.concat(pending)
    pending = []
    for (const watcher of watchers) watcher.write(batch)
  })
}

function serve(options: ServerOptions): void {
  const server = createServer(options, (request, response) => {
    const { url = '', method } = request
    if (method === 'POST') {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks)
        broadcast(Buffer.concat([body, Buffer.from('\n')]))
        response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': body.length })
        response.end(body)
      })
    } else if (url === '/watch') {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.flushHeaders()
      watchers.add(response)
      response.on('close', () => watchers.delete(response))
    } else {
      const body = bodyOf(Number(url.slice('/bytes/'.length)))
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length })
      response.end(body)
    }
  })
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
}

process.once('message', (options: ServerOptions) => serve(options))
process.once('disconnect', () => process.exit())
