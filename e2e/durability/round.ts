import { setTimeout as wait } from 'node:timers/promises'
import type { Action } from '../consistency/load/operation.ts'
import type { Random } from '../consistency/load/random.ts'
import { type Attempt, checkRound } from './check.ts'
import type { Client, Event, State, Target } from './target.ts'

/** What a round showed. */
export interface RoundResult {
  faults: string[]
  acknowledged: number
  /** How long the process took from its start to its first answer, after the kill. */
  startMs: number
  state: State
}

/** How a round is played. */
export interface RoundOptions {
  target: Target
  random: Random
  /** How many write at the same time. */
  clients: number
  /** The kill comes at a random moment before this. */
  loadMs: number
  /** How likely the next process is killed, too, while it starts. */
  killStarts: number
}

const names = Array.from({ length: 60 }, (_, number) => `default/load-${number}`)
const marker = 'default/marker'
let writes = 0

/** Writes with many clients, kills the process in the midst of it, starts it again and checks what it has. */
export async function playRound(options: RoundOptions, before: State): Promise<RoundResult> {
  const { target, random, clients, loadMs } = options
  const attempts: Attempt[] = []
  const told: Event[] = []
  const ending = new AbortController()
  const watching = target.watch(before.revision, (event) => told.push(event), ending.signal)
  const known = new Map([...before.objects].map(([key, { revision }]) => [key, revision]))
  const working = Array.from({ length: clients }, () => work(target.connect(), random.fork(), known, attempts))
  await wait(random.next() * loadMs)
  await target.kill()
  await Promise.all([...working, watching])
  const startMs = await startAgain(options)
  const events = await eventsSince(target, before.revision, attempts)
  const state = await target.list()
  const faults = checkRound({ before, attempts, told, events, after: state })
  return { faults, acknowledged: attempts.filter(({ answer }) => answer?.outcome === 'written').length, startMs, state }
}

/** Writes one thing after another until there is nobody to answer. */
async function work(client: Client, random: Random, known: Map<string, number>, attempts: Attempt[]): Promise<void> {
  for (;;) {
    const key = random.pick(names)
    const action = choose(random, known.get(key))
    const answer = await client.perform(key, action)
    if (answer !== 'unsent') attempts.push({ key, action, answer })
    if (answer === 'unsent' || answer === undefined) return client.close()
    if (answer.outcome === 'written') known.set(key, answer.revision)
    else known.delete(key)
  }
}

function choose(random: Random, expected: number | undefined): Action {
  const write = `w${++writes}`
  if (expected === undefined) return { verb: 'create', write, color: 'blue' }
  return random.below(4) === 0 ? { verb: 'delete', expected } : { verb: 'replace', write, color: 'red', expected }
}

async function startAgain({ target, random, killStarts }: RoundOptions): Promise<number> {
  if (random.next() < killStarts) {
    const starting = target.start().then(() => undefined, () => undefined)
    await wait(random.next() * 800)
    await target.kill()
    await starting
  }
  const started = performance.now()
  await target.start()
  return performance.now() - started
}

/** Everything since a revision: what comes before a write of our own, which is one more attempt. */
async function eventsSince(target: Target, revision: number, attempts: Attempt[]): Promise<Event[]> {
  const client = target.connect()
  const write = `w${++writes}`
  const replace = { verb: 'replace', write, color: 'green', expected: undefined } as const
  const create = { verb: 'create', write, color: 'green' } as const
  let action: Action = replace
  let answer = await client.perform(marker, replace)
  if (typeof answer === 'object' && answer.outcome === 'missing') {
    action = create
    answer = await client.perform(marker, create)
  }
  client.close()
  if (typeof answer !== 'object' || answer.outcome !== 'written') {
    throw new Error('the process did not take a write after its start')
  }
  attempts.push({ key: marker, action, answer })
  const events: Event[] = []
  const done = new AbortController()
  await target.watch(revision, (event) => {
    events.push(event)
    if (event.version.write === write) done.abort()
  }, done.signal)
  return events
}
