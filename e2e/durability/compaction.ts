/**
 * `node e2e/durability/compaction.ts --revisions 200000`: what forgetting history costs. Objects are created, updated
 * and deleted for so many revisions while the history is bounded, by `--history` revisions and `--seconds`; the event
 * loop must never pause long, and the files must stay in proportion.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openLevelStore } from '../../apiserver/storage/level/open.ts'
import type { Entry, Store } from '../../apiserver/storage/store.ts'
import { type Random, randomFrom } from '../consistency/load/random.ts'

const { values: options } = parseArgs({
  options: {
    revisions: { type: 'string', default: '200000' },
    objects: { type: 'string', default: '5000' },
    history: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '30' },
    bytes: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '64' },
  },
})
const revisions = Number(options.revisions)
const objects = Number(options.objects)
const history = Number(options.history)
const bytes = Number(options.bytes)
const clients = Number(options.clients)
/** History goes on being forgotten while it is read. */
const readAfter = 2000
const steps = 10
const settleMs = 5000
const idleMs = 10_000
const pauseLimitMs = 50

/** Made before, outside the turns that are measured, and many: LevelDB makes little of what repeats. */
const contents = Array.from({ length: 500 }, () => Buffer.from(randomBytes(bytes / 2).toString('hex')))

const path = await mkdtemp(join(tmpdir(), 'coracle-compaction-'))
try {
  const limits = { historyEvents: history, historyMilliseconds: Number(options.seconds) * 1000 }
  const store = await openLevelStore({ path, limits })
  const live = new Map<string, Entry>()
  const rows: object[] = []
  for (let step = 1; step <= steps; step++) {
    rows.push(await measure(store, live, randomFrom(step), Math.round((revisions * step) / steps)))
  }
  console.table(rows)
  while (store.compacted < store.revision) await wait(1000)
  await reportIdle()
  await store.close()
} finally {
  await rm(path, { recursive: true, force: true })
}

async function measure(store: Store, live: Map<string, Entry>, random: Random, until: number): Promise<object> {
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  const turns = watchTurns()
  const [before, started] = [store.revision, performance.now()]
  const writing = Array.from({ length: clients }, (_, client) => write(store, live, random.fork(), { client, until }))
  await Promise.all(writing)
  const seconds = (performance.now() - started) / 1000
  delay.disable()
  const longestTurnMs = turns.end()
  const readStarted = performance.now()
  const first = await store.history(store.compacted + readAfter, '/')[Symbol.asyncIterator]().next()
  return {
    'revision': store.revision,
    'kept': store.revision - store.compacted,
    'writes/s': Math.round((store.revision - before) / seconds),
    'p99 pause ms': Number((delay.percentile(99) / 1e6).toFixed(1)),
    'longest pause ms': Number((delay.max / 1e6).toFixed(1)),
    'longest turn, CPU ms': Number(longestTurnMs.toFixed(1)),
    'within the limit': longestTurnMs <= pauseLimitMs,
    'first read ms': first.done ? 0 : Number((performance.now() - readStarted).toFixed(1)),
    'live MB': mega([...live.values()].reduce((sum, entry) => sum + entry.value.length, 0)),
    'files MB': mega(await fileBytes()),
  }
}

/** The longest turn of the event loop in its own processor time, which others on the machine do not make longer. */
function watchTurns(): { end(): number } {
  let [longest, last, ended] = [0, process.threadCpuUsage(), false]
  const turn = () => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, now.user + now.system - last.user - last.system)
    last = now
    if (!ended) setImmediate(turn)
  }
  turn()
  return {
    end: () => {
      ended = true
      return longest / 1000
    },
  }
}

/** Each client has keys of its own, so nothing is refused. */
async function write(
  store: Store, live: Map<string, Entry>, random: Random, { client, until }: { client: number; until: number },
): Promise<void> {
  const mine = Math.ceil(objects / clients)
  while (store.revision < until) {
    const key = `/objects/${client}-${random.below(mine)}`
    const value = random.pick(contents)
    const current = live.get(key)
    if (current === undefined) live.set(key, await store.create(key, value))
    else if (random.below(10) > 0) live.set(key, await store.update(key, value, current.revision))
    else {
      await store.delete(key, current.revision)
      live.delete(key)
    }
  }
}

async function reportIdle(): Promise<void> {
  await wait(settleMs)
  const before = await writtenBytes()
  await wait(idleMs)
  const idle = `written in ${idleMs} ms without work: ${(await writtenBytes()) - before} bytes`
  console.log(`files ${mega(await fileBytes())} MB when all history is forgotten; ${idle}`)
}

async function fileBytes(): Promise<number> {
  const files = await Promise.all((await readdir(path)).map((name) => stat(join(path, name)).catch(() => undefined)))
  return files.reduce((sum, stats) => sum + (stats?.size ?? 0), 0)
}

async function writtenBytes(): Promise<number> {
  return Number(/write_bytes: (\d+)/.exec(await readFile('/proc/self/io', 'utf8'))?.[1])
}

function mega(amount: number): number {
  return Math.round(amount / 1e6)
}
