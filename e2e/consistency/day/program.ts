/**
 * `node e2e/consistency/day/program.ts [--minutes 60] [--nodes 20] [--seed N] [--snapshots DIR]`: a day's work of a
 * small cluster in an hour (twenty nodes, deployments that roll out, configuration, events, lists, watches, what comes
 * and goes) on one server with its controllers. Prints memory and file sizes as they go; fails when they have not
 * stopped to grow. An interrupt ends it early. With `--snapshots` it writes the heap as it is after a third of the
 * time, and at the end.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { usageOf } from '../../bench/process.ts'
import { type Coracle, freePort, startCoracle } from '../../harness/coracle.ts'
import { openConnection } from '../load/connection.ts'
import { randomFrom } from '../load/random.ts'
import { courseOf } from './bounded.ts'
import { connectInspector, type Inspector } from './inspector.ts'
import { hollowNode } from './nodes.ts'
import { useCluster } from './users.ts'
import type { Tally } from './worker.ts'

const megabyte = 1 << 20
/** How often is measured. */
const moments = 60
/**
 * What each figure may have grown between the second quarter and the last: for chance, and for objects that are kept.
 */
const slack = { resident: 20, heap: 8, external: 8, files: 20 } as const
type Figure = keyof typeof slack

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    nodes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    snapshots: { type: 'string' },
  },
})
const everyMs = (Number(values.minutes) * 60_000) / moments
const { coracle, inspector } = await startInspected()
const shift = {
  server: coracle,
  random: randomFrom(Number(values.seed)),
  tally: { done: new Map(), failed: new Map() } satisfies Tally,
}
const over = new AbortController()
const curves: Record<Figure, number[]> = { resident: [], heap: [], external: [], files: [] }
try {
  await coracle.kubectl(['create', 'namespace', 'day'])
  const nodes = Array.from({ length: Number(values.nodes) }, (_, index) =>
    hollowNode({ ...shift, random: shift.random.fork(), signal: over.signal }, `hollow-${index}`),
  )
  const working = Promise.all([...nodes, useCluster({ ...shift, random: shift.random.fork(), signal: over.signal })])
  console.log('minute  resident MB  heap MB  external MB  files MB  objects  revision  processor s')
  const started = performance.now()
  const elapsedMs = () => performance.now() - started
  process.once('SIGINT', () => over.abort())
  for (let moment = 1; moment <= moments && !over.signal.aborted; moment++) {
    const pause = wait(moment * everyMs - elapsedMs(), undefined, { signal: over.signal }).catch(() => {})
    await Promise.race([pause, working])
    console.log(await measure(elapsedMs() / 60_000))
    if (values.snapshots && (moment === moments / 3 || moment === moments))
      await inspector.snapshot(join(values.snapshots, `day-${moment}.heapsnapshot`))
  }
  over.abort()
  await working
  console.log(report(shift.tally))
} finally {
  over.abort()
  inspector.close()
  await coracle.close()
}

/** Only this server is to be inspected, not what else this process starts. */
async function startInspected(): Promise<{ coracle: Coracle; inspector: Inspector }> {
  const port = await freePort()
  process.env['NODE_OPTIONS'] = `--inspect=127.0.0.1:${port}`
  const started = await startCoracle(['--disable-agent'])
  delete process.env['NODE_OPTIONS']
  return { coracle: started, inspector: await connectInspector(port) }
}

async function measure(minute: number): Promise<string> {
  const { residentBytes, cpuSeconds } = usageOf(coracle.process.pid ?? 0)
  const { heapUsed, external } = await inspector.collectAndMeasure()
  const figures: Record<Figure, number> = {
    resident: residentBytes,
    heap: heapUsed,
    external,
    files: sizeOf(coracle.dataDir),
  }
  for (const figure of Object.keys(curves) as Figure[]) curves[figure].push(figures[figure] / megabyte)
  const { objects, revision } = await countObjects()
  const columns = [
    minute.toFixed(1),
    ...Object.values(figures).map((bytes) => (bytes / megabyte).toFixed(1)),
    objects,
    revision,
    cpuSeconds.toFixed(0),
  ]
  return columns.map((column, index) => String(column).padStart([6, 13, 9, 13, 10, 9, 10, 13][index]!)).join('')
}

function sizeOf(folder: string): number {
  let size = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // LevelDB removes files while they are counted.
    if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return size
}

async function countObjects(): Promise<{ objects: number; revision: string }> {
  const connection = openConnection(coracle)
  try {
    let [objects, revision] = [0, '']
    for (const path of [
      '/api/v1/pods',
      '/api/v1/configmaps',
      '/api/v1/secrets',
      '/api/v1/events',
      '/apis/apps/v1/replicasets',
      '/api/v1/namespaces',
    ]) {
      const reply = await connection.send('GET', `${path}?limit=1`)
      if (typeof reply === 'string') continue
      objects += reply.body.items.length + (reply.body.metadata.remainingItemCount ?? 0)
      revision = reply.body.metadata.resourceVersion
    }
    return { objects, revision }
  } finally {
    connection.close()
  }
}

function report({ done, failed }: Tally): string {
  const counted = (counts: ReadonlyMap<string, number>) => [...counts].map(([name, count]) => `  ${count} × ${name}`)
  const courses = Object.entries(slack).map(([figure, allowed]) => {
    const { early, late, bounded } = courseOf(curves[figure as Figure], allowed)
    if (!bounded) process.exitCode = 1
    return `  ${figure}: ${early.toFixed(1)} MB in the second quarter, ${late.toFixed(1)} MB in the last: `
      + (bounded ? 'bounded' : 'IT GROWS')
  })
  return ['done', ...counted(done), 'not as hoped', ...counted(failed), 'memory and files', ...courses].join('\n')
}
