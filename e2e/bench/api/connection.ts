import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { ResponseParser } from './response-parser.ts'

/** Where a server listens, and the client's certificate (PEM) where it wants one. */
export interface Target {
  port: number
  tls: { cert?: string; key?: string }
}

/** An answer; its body only when it was asked to be kept. */
export interface Answer {
  status: number
  bytes: number
  body: Buffer
}

/** One read buffer for all connections: what is read is used before the next read. */
const readBuffer = Buffer.allocUnsafe(256 * 1024)

/** A keep-alive connection with one request at a time, on a bare TLS socket. */
export class Connection {
  readonly #socket: TLSSocket
  #status = 0
  #bytes = 0
  #kept: Buffer[] | undefined
  #onBody: ((bytes: Buffer) => void) | undefined
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  #onHead: (() => void) | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket
  }

  static open({ port, tls }: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      // Node hands `onread` on to the socket, which its types do not say.
      const options: ConnectionOptions & { onread: unknown } = {
        host: '127.0.0.1', port, rejectUnauthorized: false, ...tls,
        onread: { buffer: readBuffer, callback: (size: number) => (parser.feed(readBuffer.subarray(0, size)), true) },
      }
      const socket = connect(options)
      socket.setNoDelay(true)
      const connection = new Connection(socket)
      const parser = new ResponseParser({
        head: (status) => connection.#head(status),
        body: (bytes) => connection.#body(bytes),
        end: () => connection.#end(),
      })
      socket.once('secureConnect', () => resolve(connection))
      socket.on('error', (error) => {
        reject(error)
        connection.#fail(error)
      })
      socket.on('close', () => connection.#fail(new Error('the server closed the connection')))
    })
  }

  /** Sends one request as bytes and waits for its answer. */
  request(request: Buffer | string, { keep = false } = {}): Promise<Answer> {
    this.#kept = keep ? [] : undefined
    this.#bytes = 0
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject }
      this.#socket.write(request)
    })
  }

  /** Sends a request whose answer does not end; resolves when its head is there. */
  stream(request: string, onBody: (bytes: Buffer) => void): Promise<void> {
    this.#onBody = onBody
    return new Promise((resolve, reject) => {
      this.#onHead = () => (this.#status === 200 ? resolve() : reject(new Error(`the server answered ${this.#status}`)))
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#pending = undefined
    this.#socket.destroy()
  }

  #head(status: number): void {
    this.#status = status
    this.#onHead?.()
  }

  #body(bytes: Buffer): void {
    this.#bytes += bytes.length
    this.#onBody?.(bytes)
    this.#kept?.push(Buffer.from(bytes))
  }

  #end(): void {
    const { resolve } = this.#pending ?? {}
    this.#pending = undefined
    resolve?.({ status: this.#status, bytes: this.#bytes, body: Buffer.concat(this.#kept ?? []) })
  }

  #fail(error: Error): void {
    this.#pending?.reject(error)
    this.#pending = undefined
  }
}

/** Opens many, a few at a time: a burst of handshakes is not what is measured. */
export async function openConnections(target: Target, count: number): Promise<Connection[]> {
  const open: Connection[] = []
  while (open.length < count) {
    const batch = Math.min(32, count - open.length)
    open.push(...(await Promise.all(Array.from({ length: batch }, () => Connection.open(target)))))
  }
  return open
}

/** A request without a body. */
export function getRequest(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: application/json\r\n${headers}\r\n`
}

/** A request that creates. */
export function postRequest(path: string, object: object): string {
  const body = JSON.stringify(object)
  const length = Buffer.byteLength(body)
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: application/json\r\nContent-Type: `
    + `application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}
