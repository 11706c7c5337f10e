import { usageOf } from '../process.ts'
import { type Answer, type Connection, openConnections } from './connection.ts'
import type { Served } from './servers.ts'

/** What a load came to. */
export interface Load {
  requests: number
  seconds: number
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

/**
 * Closed loops: each client sends its next request when it has its answer. `next` makes the request with that number.
 */
export async function load(
  server: Served, next: (index: number) => Buffer | string, options: LoadOptions,
): Promise<Load> {
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
  return loadOf({ requests: done, seconds: took, bytes, cpuSeconds: used })
}

function loadOf(
  { requests, seconds, bytes, cpuSeconds }: { requests: number; seconds: number; bytes: number; cpuSeconds: number },
): Load {
  return {
    requests, seconds, perSecond: requests / seconds, bytesPerSecond: bytes / seconds,
    cpu: (cpuSeconds / requests) * 1e6, bytes: bytes / requests,
  }
}

const turns = 4

/**
 * Loads two servers in turn, a part of the time or of the requests each,
 * so that what else the machine does meets both alike.
 */
export async function inTurn(
  ours: (part: number) => Promise<Load>, bare: (part: number) => Promise<Load>,
): Promise<[ours: Load, bare: Load]> {
  const parts: [Load, Load][] = []
  while (parts.length < turns) parts.push([await ours(1 / turns), await bare(1 / turns)])
  return [together(parts.map(([one]) => one)), together(parts.map(([, other]) => other))]
}

function together(parts: readonly Load[]): Load {
  const sum = (of: (one: Load) => number) => parts.reduce((total, one) => total + of(one), 0)
  return loadOf({
    requests: sum(({ requests }) => requests),
    seconds: sum(({ seconds }) => seconds),
    bytes: sum(({ bytes, requests }) => bytes * requests),
    cpuSeconds: sum(({ cpu, requests }) => cpu * requests) / 1e6,
  })
}

function checkAnswer(answer: Answer, status: number): void {
  if (answer.status !== status) throw new Error(`the server answered ${answer.status} where ${status} was expected`)
}
