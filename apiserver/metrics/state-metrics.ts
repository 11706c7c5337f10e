import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Gauge from 'prom-client/lib/gauge.js'
import type Registry from 'prom-client/lib/registry.js'

/** What is looked at when somebody asks for metrics, and never before. */
export interface StateSources {
  /** How many objects of each kind are stored. */
  objects(): Iterable<{ group: string; resource: string; count: number }>
  /** Where the store keeps its files; undefined when it has none. */
  dataDir: string | undefined
}

const deprecated = '[DEPRECATED, consider using apiserver_resource_objects instead]'
const stored =
  'Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.'

/** Registers gauges of the store and the process, under upstream's names. */
export function registerStateMetrics(registry: Registry, { objects, dataDir }: StateSources): void {
  const registers = [registry]
  new Gauge({
    name: 'apiserver_resource_objects', help: stored, registers, labelNames: ['group', 'resource'],
    collect() {
      for (const { group, resource, count } of objects()) this.set({ group, resource }, count)
    },
  })
  new Gauge({
    name: 'apiserver_storage_objects', help: `${deprecated} ${stored}`, registers, labelNames: ['resource'],
    collect() {
      for (const { group, resource, count } of objects()) {
        this.set({ resource: group === '' ? resource : `${resource}.${group}` }, count)
      }
    },
  })
  if (dataDir !== undefined) {
    new Gauge({
      name: 'apiserver_storage_size_bytes', help: 'Size of the storage database file physically allocated in bytes.',
      registers, labelNames: ['storage_cluster_id'],
      async collect() {
        this.reset()
        // When the disk fails, whoever asks is to learn all the rest.
        const size = await sizeOf(dataDir).catch(() => undefined)
        if (size !== undefined) this.set({ storage_cluster_id: 'leveldb-0' }, size)
      },
    })
  }
  registerProcessMetrics(registers)
}

/** When the process started, by which Prometheus sees that counts began anew. */
export function registerStartTime(registers: Registry[]): void {
  readingGauge(registers, 'process_start_time_seconds', 'Start time of the process since unix epoch in seconds.',
    () => Math.round(performance.timeOrigin) / 1000)
}

function readingGauge(registers: Registry[], name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name, help, registers,
    async collect() {
      this.set(await read())
    },
  })
}

function registerProcessMetrics(registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    readingGauge(registers, name, help, read)
  gauge('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss())
  registerStartTime(registers)
  gauge('process_open_fds', 'Number of open file descriptors.', async () => (await readdir('/proc/self/fd')).length)
  gauge('process_max_fds', 'Maximum number of open file descriptors.', async () =>
    Number(/^Max open files\s+(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1] ?? 0))
}

/** Files come and go while they are counted. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
