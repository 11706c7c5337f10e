import { Agent, request } from 'node:https'
import { administratorOf } from '../../harness/request.ts'

/** Where a server is, and how its administrator identifies. */
export interface ServerAddress {
  readonly port: number
  readonly kubeconfig: string
}

/** What came back: a status and a body; `unsent` when the server certainly did not get it; `lost` when nobody knows. */
export type Reply = { status: number; body: any } | 'unsent' | 'lost'

/** One client's connection, kept open; opened anew when it broke. */
export interface Connection {
  send(method: string, path: string, body?: object, contentType?: string): Promise<Reply>
  close(): void
}

/** Connects when first asked to send. */
export function openConnection(server: ServerAddress): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...administratorOf(server) })
  return {
    send: (method, path, body, contentType = 'application/json') => new Promise((resolve) => {
      const text = body && JSON.stringify(body)
      const headers = text === undefined
        ? {}
        : { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) }
      const asked = request({ host: '127.0.0.1', port: server.port, method, path, headers, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => resolve('lost'))
        response.on('close', () => resolve(
          response.complete ? replyOf(response.statusCode ?? 0, Buffer.concat(chunks)) : 'lost',
        ))
      })
      asked.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'unsent' : 'lost'))
      asked.end(text)
    }),
    close: () => agent.destroy(),
  }
}

/** Too many requests: it was not looked at. A server's error: it may have happened. */
function replyOf(status: number, bytes: Buffer): Reply {
  if (status === 429) return 'unsent'
  return status >= 500 ? 'lost' : { status, body: JSON.parse(bytes.toString()) }
}
