import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** What podman's service answers when it cannot. */
export class LibpodError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'LibpodError'
    this.status = status
  }
}

/** How a call to podman differs from a plain GET. */
export interface LibpodRequest {
  query?: Record<string, string | number | boolean>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Podman's REST API on its unix socket; paths are relative to `/v4.0.0/libpod`. */
export interface Libpod {
  json<T>(method: string, path: string, options?: LibpodRequest): Promise<T>
  stream(method: string, path: string, options?: LibpodRequest): Promise<IncomingMessage>
  /** A call whose connection becomes a raw stream both ways. */
  hijack(path: string, options?: LibpodRequest): Promise<{ socket: Duplex; head: Buffer }>
  close(): void
}

const base = '/v4.0.0/libpod'

/** A client on one socket. Errors are LibpodError with podman's message; a missing socket is the system's error. */
export function createLibpod(socketPath: string): Libpod {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4, timeout: 30_000 })

  function open(
    method: string, path: string, { query = {}, body, headers = {}, signal }: LibpodRequest, upgrade = false,
  ) {
    const payload = body === undefined ? null : Buffer.from(JSON.stringify(body))
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString()
    return {
      payload,
      call: request({
        socketPath,
        method,
        path: `${base}${path}${search === '' ? '' : `?${search}`}`,
        agent: upgrade ? false : agent,
        headers: {
          host: 'podman',
          ...headers,
          ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
          ...(upgrade ? { connection: 'Upgrade', upgrade: 'tcp' } : {}),
        },
        ...(signal ? { signal } : {}),
      }),
    }
  }

  async function stream(method: string, path: string, options: LibpodRequest = {}): Promise<IncomingMessage> {
    const { call, payload } = open(method, path, options)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      call.on('response', resolve).on('error', reject).end(payload)
    })
    if ((answer.statusCode ?? 500) >= 400) throw errorOf(answer, await textOf(answer))
    return answer
  }

  return {
    stream,
    async json<T>(method: string, path: string, options: LibpodRequest = {}) {
      const text = await textOf(await stream(method, path, options))
      return (text === '' ? null : JSON.parse(text)) as T
    },
    hijack(path, options = {}) {
      const { call, payload } = open('POST', path, options, true)
      return new Promise((resolve, reject) => {
        call.on('upgrade', (_answer, socket, head) => resolve({ socket, head }))
        call.on('response', (answer) => {
          textOf(answer).then((text) => reject(errorOf(answer, text)), reject)
        })
        call.on('error', reject)
        call.end(payload)
      })
    },
    close: () => agent.destroy(),
  }
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function errorOf(answer: IncomingMessage, text: string): LibpodError {
  let message = text.trim()
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? message
  } catch {
    // Not JSON: the text itself is the message.
  }
  return new LibpodError(answer.statusCode ?? 500, message)
}
