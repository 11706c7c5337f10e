import { usageOf } from '../process.ts'
import { type Answer, type Connection, openConnections } from './connection.ts'
import type { Served } from './servers.ts'

/** What a load came to. */
export interface Load {
  perSecond: number
  bytesPerSecond: number
  /** Of the server's process; microseconds a request. */
  cpu: number
  /** Bytes of one answer, on average. */
  bytes: number
}

/** How to load: until the time is over, or so many requests. */
export interface LoadOptions {
  clients: number
  seconds?: number
  requests?: number
  status?: number
}

/** Closed loops: each client sends its next request when it has its answer. `next` makes the request with that number. */
export async function load(server: Served, next: (index: number) => Buffer | string, options: LoadOptions): Promise<Load> {
  const { clients, seconds = Infinity, requests = Infinity, status = 200 } = options
  const connections = await openConnections(server, clients)
  let [sent, done, bytes] = [0, 0, 0]
  const before = usageOf(server.pid).cpuSeconds
  const started = performance.now()
  const loop = async (connection: Connection): Promise<void> => {
    while (sent < requests && performance.now() - started < seconds * 1000) {
      const answer = await connection.request(next(sent++))
      checkAnswer(answer, status)
      done++
      bytes += answer.bytes
    }
  }
  await Promise.all(connections.map(loop))
  const took = (performance.now() - started) / 1000
  const used = usageOf(server.pid).cpuSeconds - before
  connections.forEach((connection) => connection.close())
  return { perSecond: done / took, bytesPerSecond: bytes / took, cpu: (used / done) * 1e6, bytes: bytes / done }
}

function checkAnswer(answer: Answer, status: number): void {
  if (answer.status !== status) throw new Error(`the server answered ${answer.status} where ${status} was expected`)
}
