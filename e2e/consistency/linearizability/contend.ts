import { openConnection, type Connection } from '../load/connection.ts'
import type { Disturbance, DisturbedServer } from '../load/disturbed-server.ts'
import type { Action, Operation } from '../load/operation.ts'
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
const verbs = ['create', 'create', 'replace', 'replace', 'replace', 'patch', 'delete', 'delete', 'get', 'get', 'get', 'list'] as const

/** Lets several clients contend for a few objects, and gives the history of what they did. */
export async function contend(server: DisturbedServer, { seed, rounds, ...size }: Contention): Promise<readonly Operation[]> {
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
    const memory = new Map<string, number>()
    for (let number = 0; left-- > 0; number++) {
      if (left <= disturbAt) disturbed ??= server.disturb(how)
      const key = own.pick(keys)
      const action = choose(own, memory.get(key), `${keys[0]!.split('-')[1]}-${client}-${number}`)
      const done = await recorder.record(connections[client]!, client, action.verb === 'list' ? contended : key, action)
      if (done === undefined || done.answer === undefined) await server.available()
      if (done !== undefined) remember(memory, done, own)
    }
  }
  await Promise.all(connections.map((_, client) => play(client, random.fork())))
  await disturbed
  await recorder.record(connections[0]!, 0, contended, { verb: 'list' })
}

/** Sometimes without a precondition; often with one that is out of date by now. */
function choose(random: Random, known: number | undefined, write: string): Action {
  const verb = random.pick(verbs)
  const color = random.pick(['red', 'blue'])
  const expected = random.below(4) === 0 ? undefined : known
  switch (verb) {
    case 'create':
    case 'patch':
      return { verb, write, color }
    case 'replace':
      return { verb, write, color, expected }
    case 'delete':
      return { verb, expected }
    default:
      return { verb }
  }
}

/** A client remembers what it saw, not always the last of it. */
function remember(memory: Map<string, number>, { key, answer }: Operation, random: Random): void {
  const forgetful = random.below(5) === 0
  if (forgetful || answer === undefined) return
  if (answer.outcome === 'written') memory.set(key, answer.revision)
  if (answer.outcome === 'found') memory.set(key, answer.version.revision)
  if (answer.outcome === 'listed') for (const [item, { revision }] of answer.items) memory.set(item, revision)
}
