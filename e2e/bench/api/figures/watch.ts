import { usageOf } from '../../process.ts'
import { type Bench, scaled, secondsOf } from '../bench.ts'
import { type Connection, getRequest, openConnections, postRequest } from '../connection.ts'
import { configMap } from '../objects.ts'
import type { Served } from '../servers.ts'
import { WatchRecord } from '../watch-record.ts'

const watcherCount = 1000
const writers = 16
const pacedPerSecond = 400
/** Of a watched object's data: what counts is the fan-out, not the bytes. */
const dataBytes = 100
const namespace = '/api/v1/namespaces/kube-public/configmaps'
const recorded = { kubeApiserver: 147_000, bare: 400_000 }

/** Many watchers of one resource: the lag of paced writes, then as many as go through. */
export async function watch(bench: Bench): Promise<void> {
  const { server, bare } = bench
  const limit = await measure(bench, bare, '/watch')
  const ours = await measure(bench, server, `${namespace}?watch=true&resourceVersion=0`)
  const count = scaled(bench, watcherCount)
  const what = `watch, ${count} watchers`
  const { paced, full } = ours
  bench.tell({
    figure: `${what}: p99 lag, ${pacedPerSecond} writes/s`, unit: 'ms', measured: paced.lag, bare: limit.paced.lag,
    limit: 500, atMost: true,
  })
  bench.tell({
    figure: `${what}: writes/s meanwhile`, unit: '/s', measured: paced.writes, bare: limit.paced.writes, cpu: paced.cpu,
    bareCpu: limit.paced.cpu,
  })
  bench.tell({
    figure: `${what}: events, unpaced`, unit: '/s', measured: full.events, bare: limit.full.events, cpu: full.cpu,
    bareCpu: limit.full.cpu, recorded,
  })
}

interface Measured {
  /** p99, in milliseconds from the write's start. */
  lag: number
  writes: number
  /** Delivered to all watchers, a second. */
  events: number
  /** Of the server; microseconds an event. */
  cpu: number
}

async function measure(bench: Bench, server: Served, path: string): Promise<{ paced: Measured; full: Measured }> {
  const count = scaled(bench, watcherCount)
  const watchers = await openConnections(server, count)
  const record = new WatchRecord(count)
  await Promise.all(watchers.map((one, index) => one.stream(getRequest(path), (bytes) => record.read(index, bytes))))
  const connections = await openConnections(server, writers)
  await settled(record)
  const run = `w${process.hrtime.bigint()}`
  const write = new Writer(connections, record, run)
  const paced = await during(server, record, () => write.paced(pacedPerSecond, secondsOf(bench)))
  const full = await during(server, record, () => write.unpaced(secondsOf(bench) / 2))
  for (const connection of [...watchers, ...connections]) connection.close()
  return { paced, full }
}

async function during(server: Served, record: WatchRecord, write: () => Promise<number>): Promise<Measured> {
  record.start()
  const started = performance.now()
  const cpu = usageOf(server.pid).cpuSeconds
  const written = await write()
  const writeSeconds = (performance.now() - started) / 1000
  await record.allSeen(written)
  const seconds = (performance.now() - started) / 1000
  const used = usageOf(server.pid).cpuSeconds - cpu
  const events = record.events
  return { lag: record.lag(0.99), writes: written / writeSeconds, events: events / seconds, cpu: (used / events) * 1e6 }
}

/** What was there before is told at the start; it is not what is measured. */
async function settled(record: WatchRecord): Promise<void> {
  let before = -1
  while (before !== record.events) {
    before = record.events
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Creates objects over a few connections. */
class Writer {
  readonly #connections: readonly Connection[]
  readonly #record: WatchRecord
  readonly #run: string
  #index = 0

  constructor(connections: readonly Connection[], record: WatchRecord, run: string) {
    this.#connections = connections
    this.#record = record
    this.#run = run
  }

  async paced(perSecond: number, seconds: number): Promise<number> {
    const started = performance.now()
    const total = Math.round(perSecond * seconds)
    let sent = 0
    const loop = async (connection: Connection) => {
      while (sent < total) {
        const due = started + (sent++ / perSecond) * 1000
        const early = due - performance.now()
        if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
        await this.#write(connection)
      }
    }
    await Promise.all(this.#connections.map(loop))
    return total
  }

  async unpaced(seconds: number): Promise<number> {
    const started = performance.now()
    let sent = 0
    const loop = async (connection: Connection) => {
      while (performance.now() - started < seconds * 1000) {
        sent++
        await this.#write(connection)
      }
    }
    await Promise.all(this.#connections.map(loop))
    return sent
  }

  async #write(connection: Connection): Promise<void> {
    const request = postRequest(namespace, configMap(`${this.#run}-${this.#index++}`, dataBytes))
    const at = performance.now()
    const { status, body } = await connection.request(request, { keep: true })
    if (status !== 201) throw new Error(`the server answered ${status} to a write`)
    const revision = /"resourceVersion":"(\d+)"/.exec(body.toString('latin1'))?.[1]
    this.#record.written(revision === undefined ? at : Number(revision), at)
  }
}
