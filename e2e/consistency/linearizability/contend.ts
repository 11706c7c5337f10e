import { openConnection, type Connection } from '../load/connection.ts'
import type { Disturbance, DisturbedServer } from '../load/disturbed-server.ts'
import { choose, type Memory, remember } from '../load/choose.ts'
import type { Operation } from '../load/operation.ts'
import { type Random, randomFrom } from '../load/random.ts'
import { createRecorder, type Recorder } from '../load/recorder.ts'

/** How much happens. A round has objects of its own, and one disturbance in its midst. */
export interface Contention {
  seed: number
  rounds: number
  clients: number
  objects: number
  operationsPerRound: number
}

/** The namespace of all that is contended for. */
export const contended = 'contended'

const disturbances: readonly Disturbance[] = ['SIGKILL', 'SIGTERM']
const verbs = [
  'create', 'create', 'replace', 'replace', 'replace', 'patch', 'delete', 'delete', 'get', 'get', 'get', 'list',
] as const

/** Lets several clients contend for a few objects, and gives the history of what they did. */
export async function contend(
  server: DisturbedServer, { seed, rounds, ...size }: Contention,
): Promise<readonly Operation[]> {
  const random = randomFrom(seed)
  const recorder = createRecorder()
  const connections = Array.from({ length: size.clients }, () => openConnection(server.coracle))
  try {
    for (let round = 0; round < rounds; round++) {
      const keys = Array.from({ length: size.objects }, (_, index) => `${contended}/object-${round}-${index}`)
      await playRound({ server, recorder, connections, keys, operations: size.operationsPerRound }, random.fork())
    }
    return recorder.history
  } finally {
    for (const connection of connections) connection.close()
  }
}

interface Round {
  server: DisturbedServer
  recorder: Recorder
  connections: readonly Connection[]
  keys: readonly string[]
  operations: number
}

async function playRound({ server, recorder, connections, keys, operations }: Round, random: Random): Promise<void> {
  let left = operations
  const disturbAt = random.below(operations)
  const how = random.pick(disturbances)
  let disturbed: Promise<void> | undefined
  const play = async (client: number, own: Random): Promise<void> => {
    const memory: Memory = new Map()
    for (let number = 0; left-- > 0; number++) {
      if (left <= disturbAt) disturbed ??= server.disturb(how)
      const key = own.pick(keys)
      const action = choose(own, verbs, memory.get(key), `${keys[0]!.split('-')[1]}-${client}-${number}`)
      const done = await recorder.record(connections[client]!, client, action.verb === 'list' ? contended : key, action)
      if (done === undefined || done.answer === undefined) await server.available()
      if (done !== undefined) remember(memory, done, own)
    }
  }
  await Promise.all(connections.map((_, client) => play(client, random.fork())))
  await disturbed
  await recorder.record(connections[0]!, 0, contended, { verb: 'list' })
}
