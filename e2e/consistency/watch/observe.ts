import { administratorOf } from '../../harness/request.ts'
import { choose, type Memory, remember } from '../load/choose.ts'
import { type Connection, openConnection } from '../load/connection.ts'
import type { Disturbance, DisturbedServer } from '../load/disturbed-server.ts'
import type { Action, Operation } from '../load/operation.ts'
import { type Random, randomFrom } from '../load/random.ts'
import { createRecorder, type Recorder } from '../load/recorder.ts'
import { isWithin, type Stream } from './stream.ts'
import { startWatcher, type Watcher } from './watcher.ts'
import { watcherOptions } from './watchers.ts'

/** How much happens. The server is disturbed once a round. */
export interface Observation {
  seed: number
  rounds: number
  writers: number
  /** Of each kind of watcher. */
  watchers: number
  writesPerRound: number
}

/** The namespaces that are written to. */
export const observed = ['observed-one', 'observed-two'] as const
/** What the objects in each of them are called. */
export const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const verbs: readonly Action['verb'][] = ['create', 'create', 'replace', 'replace', 'patch', 'patch', 'delete']
const disturbances: readonly Disturbance[] = ['SIGKILL', 'SIGTERM', 'SIGKILL']
/** Nobody begins after a revision that is older: the server keeps its history for five minutes. */
const oldestMs = 120_000
/** How often the last writes are tried: an object is there, or not, and a busy server may put them off. */
const fenceAttempts = 20
/** How long nobody may see anything before the end. */
const patienceMs = 60_000

/** What was done, and what all the watchers were told of it. */
export interface Observed {
  history: readonly Operation[]
  streams: readonly Stream[]
}

/**
 * Lets writers write and watchers watch while the server is stopped and killed;
 * ends when every watcher has the last write.
 */
export async function observe(
  server: DisturbedServer,
  { seed, rounds, writers, watchers, writesPerRound }: Observation,
): Promise<Observed> {
  const random = randomFrom(seed)
  const recorder = createRecorder()
  const connections = Array.from({ length: writers + 1 }, () => openConnection(server.coracle))
  const running: Watcher[] = []
  const surroundings = {
    server: server.coracle,
    administrator: administratorOf(server.coracle),
    available: () => server.available(),
    acknowledged: () => newestOf(recorder.history),
  }
  try {
    const starts = [{ at: performance.now(), revision: await revisionNow(connections[0]!) }]
    for (let round = 0; round < rounds; round++) {
      const recent = starts.find(({ at }) => at > performance.now() - oldestMs) ?? starts.at(-1)!
      const options = watcherOptions({
        random: random.fork(),
        round,
        count: watchers,
        firstRevision: recent.revision,
        history: recorder.history,
      })
      running.push(...options.map((one) => startWatcher(one, surroundings)))
      await writeRound({ server, recorder, connections, round, writes: writesPerRound }, random.fork())
      starts.push({ at: performance.now(), revision: newestOf(recorder.history) })
    }
    await fence(recorder, connections[0]!, running)
    return { history: recorder.history, streams: running.map(({ stream }) => stream) }
  } finally {
    await Promise.all(running.map((watcher) => watcher.stop()))
    for (const connection of connections) connection.close()
  }
}

interface Round {
  server: DisturbedServer
  recorder: Recorder
  connections: readonly Connection[]
  round: number
  writes: number
}

async function writeRound({ server, recorder, connections, round, writes }: Round, random: Random): Promise<void> {
  let left = writes
  const disturbAt = random.below(writes)
  let disturbed: Promise<void> | undefined
  const play = async (client: number, own: Random): Promise<void> => {
    const memory: Memory = new Map()
    for (let number = 0; left-- > 0; number++) {
      if (left <= disturbAt) disturbed ??= server.disturb(disturbances[round % disturbances.length]!)
      const key = `${own.pick(observed)}/${own.pick(names)}`
      const done = await recorder.record(
        connections[client]!,
        client,
        key,
        choose(own, verbs, memory.get(key), `${round}-${client}-${number}`),
      )
      if (done === undefined || done.answer === undefined) await server.available()
      if (done !== undefined) remember(memory, done, own)
    }
  }
  await Promise.all(connections.slice(1).map((_, index) => play(index + 1, random.fork())))
  await disturbed
  for (const namespace of observed) await recorder.record(connections[0]!, 0, namespace, { verb: 'list' })
}

/**
 * Writes every object once more, creates one more of each color,
 * and waits until each watcher has seen the last of those that it looks at.
 */
async function fence(recorder: Recorder, connection: Connection, watchers: readonly Watcher[]): Promise<void> {
  const last: { key: string; color: string; write: string }[] = []
  const write = async (key: string, color: string): Promise<void> => {
    for (let attempt = 0; attempt < fenceAttempts; attempt++) {
      const ask = { write: `fence-${key.replace('/', '-')}-${attempt}`, color }
      const verb = attempt % 2 === 0 ? 'create' : 'patch'
      const done = await recorder.record(connection, 0, key, { verb, ...ask })
      if (done?.answer?.outcome === 'written') return void last.push({ key, ...ask })
    }
    throw new Error(`cannot write ${key} once more: it was not answered ${fenceAttempts} times`)
  }
  for (const namespace of observed) for (const name of names) await write(`${namespace}/${name}`, 'blue')
  // Whoever watches a color was told of objects that left it; these leave nothing.
  for (const namespace of observed)
    for (const color of ['red', 'blue']) await write(`${namespace}/last-${color}`, color)
  let patience: NodeJS.Timeout | undefined
  // Who sees nothing any more is not waited for: the check says what it lacks.
  const lost = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, patienceMs)
  })
  const lastOf = ({ stream: { scope } }: Watcher): string =>
    last.findLast(({ key, color }) => isWithin(scope, key, color))!.write
  const done = Promise.all(watchers.map((watcher) => watcher.seen(lastOf(watcher), () => patience?.refresh())))
  await Promise.race([done, lost])
  clearTimeout(patience)
}

function newestOf(history: readonly Operation[]): number {
  return history.reduce(
    (newest, { answer }) => (answer?.outcome === 'written' ? Math.max(newest, answer.revision) : newest),
    0,
  )
}

async function revisionNow(connection: Connection): Promise<number> {
  const reply = await connection.send('GET', '/api/v1/configmaps?limit=1')
  if (typeof reply === 'string') throw new Error(`cannot read the first revision: the request was ${reply}`)
  return Number(reply.body.metadata.resourceVersion)
}
