import type { Operation } from '../load/operation.ts'
import type { Random } from '../load/random.ts'
import { names, observed } from './observe.ts'
import type { Beginning, Scope } from './stream.ts'
import type { WatcherOptions } from './watcher.ts'

/** Of what the watchers of a round are made. */
export interface WatcherSources {
  random: Random
  round: number
  /** How many of each kind. */
  count: number
  /** The oldest revision that anybody begins after. */
  firstRevision: number
  history: readonly Operation[]
}

/** How long a watch lasts that the server ends, and one that it does not. */
const shortSeconds = 3
const longSeconds = 600
const never = Number.MAX_SAFE_INTEGER

/** One row for each kind of watcher: what it looks at and how it begins; the rest is chance. */
const kinds: readonly {
  name: string
  scope: (random: Random) => Partial<Scope>
  beginning: (sources: WatcherSources) => Beginning
}[] = [
  { name: 'everything', scope: () => ({}), beginning: fromStart },
  { name: 'everything from an exact version', scope: () => ({}), beginning: fromVersion },
  { name: 'a namespace', scope: (random) => ({ namespace: random.pick(observed) }), beginning: fromStart },
  { name: 'a label', scope: () => ({ color: 'red' }), beginning: fromStart },
  {
    name: 'a label in a namespace',
    scope: (random) => ({ color: 'blue', namespace: random.pick(observed) }),
    beginning: fromVersion,
  },
  { name: 'a field', scope: (random) => ({ name: random.pick(names) }), beginning: fromVersion },
  {
    name: 'one object, with its state',
    scope: (random) => ({ name: random.pick(names), namespace: random.pick(observed) }),
    beginning: streamed,
  },
  { name: 'everything, with the state', scope: () => ({}), beginning: streamed },
  { name: 'a label, with the state', scope: () => ({ color: 'blue' }), beginning: streamed },
  {
    name: 'everything from any version',
    scope: () => ({}),
    beginning: () => ({ kind: 'state', atLeast: 0, marked: false }),
  },
  {
    name: 'a label from the newest version',
    scope: () => ({ color: 'red' }),
    beginning: ({ history }) => ({ kind: 'state', atLeast: acknowledged(history), marked: false }),
  },
]

/** The watchers that start in a round. */
export function watcherOptions(sources: WatcherSources): WatcherOptions[] {
  const { random, round, count } = sources
  return kinds.flatMap(({ name, scope, beginning }) =>
    Array.from({ length: count }, (_, index): WatcherOptions => {
      const begins = beginning(sources)
      const marked = begins.kind === 'state' && begins.marked
      const whole = { namespace: '', color: '', name: '', ...scope(random) }
      return {
        name: `watcher of ${name} (${round}.${index}, ${Object.values(whole).filter(Boolean).join(' ') || 'all'})`,
        scope: whole,
        beginning: begins,
        bookmarks: marked || (begins.kind === 'after' && random.below(2) === 0),
        metadataOnly: random.below(4) === 0,
        timeoutSeconds: random.pick([shortSeconds, longSeconds]),
        hangUpAfter: hangUps(begins, random),
      }
    }),
  )
}

/** Whoever begins with a state must come to its end, or it begins with it for ever. */
function hangUps(beginning: Beginning, random: Random): number {
  if (beginning.kind === 'after') return random.pick([20, 100, never])
  return beginning.marked ? random.pick([4 * observed.length * names.length, never]) : never
}

function fromStart({ firstRevision }: WatcherSources): Beginning {
  return { kind: 'after', revision: firstRevision }
}

/** After any write that was acknowledged up to now, and not too long ago. */
function fromVersion({ random, firstRevision, history }: WatcherSources): Beginning {
  const revisions = history.flatMap(({ answer }) =>
    answer?.outcome === 'written' && answer.revision > firstRevision ? [answer.revision] : [],
  )
  return { kind: 'after', revision: random.pick([firstRevision, ...revisions]) }
}

function streamed({ history }: WatcherSources): Beginning {
  return { kind: 'state', atLeast: acknowledged(history), marked: true }
}

function acknowledged(history: readonly Operation[]): number {
  return Math.max(1, ...history.flatMap(({ answer }) => (answer?.outcome === 'written' ? [answer.revision] : [])))
}
