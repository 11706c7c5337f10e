import { expect } from 'chai'
import { randomFrom } from '../load/random.ts'
import { checkStream, type Guarantee } from './check.ts'
import { expectationOf } from './expected.ts'
import type { Change } from './log.ts'
import type { Beginning, Scope, Seen, SeenBookmark, SeenEvent, Session } from './stream.ts'

/**
 * Every fault at every place of what was told: whatever a server does wrong, once and anywhere, the check finds. The
 * log is long enough that objects come, change, stop to match and go in it, for each of the scopes.
 */
const everything: Scope = { namespace: '', color: '', name: '' }
const scopes: Record<string, Scope> = {
  'everything': everything,
  'a namespace': { ...everything, namespace: 'one' },
  'a color': { ...everything, color: 'red' },
  'a color in a namespace': { namespace: 'two', color: 'blue', name: '' },
  'a name': { ...everything, name: 'a' },
}
const changes = logOf(60)

function logOf(length: number): Change[] {
  const random = randomFrom(7)
  const present = new Map<string, Change>()
  return Array.from({ length }, (_, index): Change => {
    const key = `${random.pick(['one', 'two'])}/${random.pick(['a', 'b', 'c'])}`
    // Two apart, so that there are revisions at which nothing happened.
    const revision = 10 + 2 * index
    const before = present.get(key)
    if (before && random.below(4) === 0) {
      present.delete(key)
      return { ...before, kind: 'delete', revision }
    }
    const change: Change = { revision, key, kind: 'put', write: `w${revision}`, color: random.pick(['red', 'blue']) }
    present.set(key, change)
    return change
  })
}

const bookmark = (revision: number, initial = false): SeenBookmark => ({ type: 'BOOKMARK', revision, initial })
const after = (revision: number, seen: Seen[]): Session =>
  ({ beginning: { kind: 'after', revision }, seen, error: undefined })
const state = (seen: Seen[], { marked = true, atLeast = 0 } = {}): Session => {
  const beginning: Beginning = { kind: 'state', atLeast, marked }
  return { beginning, seen, error: undefined }
}

/** What a watcher is rightly told: the events, and the state at each of them. */
interface Truth {
  events: readonly SeenEvent[]
  stateAt(revision: number): SeenEvent[]
}

/** Each scope's truth, and where in it something may go wrong. */
function places(): { scope: Scope; truth: Truth; index: number }[] {
  return Object.values(scopes).flatMap((scope) => {
    const { events, stateAt } = expectationOf(changes, scope)
    const truth = { events, stateAt: (revision: number) => [...stateAt(revision).values()] }
    return events.map((_, index) => ({ scope, truth, index }))
  })
}

/** What was told with an event replaced by others. */
type Tampered = (truth: Truth, index: number) => Session[] | 'impossible'

const whole = (tamper: (events: Seen[], index: number) => Seen[] | 'impossible'): Tampered => ({ events }, index) => {
  const seen = tamper([...events], index)
  return seen === 'impossible' ? seen : [after(0, seen)]
}
const changed = (change: (event: SeenEvent) => SeenEvent): Tampered =>
  whole((events, index) => events.with(index, change(events[index] as SeenEvent)))
/** The state at an event, as it should be told and then tampered with, and all that comes behind it. */
const begun = (marked: boolean, tamper: (state: SeenEvent[]) => SeenEvent[] | 'impossible'): Tampered =>
  ({ events, stateAt }, index) => {
    const { revision } = events[index]!
    const told = tamper(stateAt(revision))
    if (told === 'impossible') return told
    return [state([...told, ...(marked ? [bookmark(revision, true)] : []), ...events.slice(index + 1)], { marked })]
  }
const other = { DELETED: 'MODIFIED', MODIFIED: 'ADDED', ADDED: 'DELETED' } as const
const withoutFirst = (told: SeenEvent[]) => (told.length > 0 ? told.slice(1) : 'impossible')

const faults: Record<string, { tampered: Tampered; promise?: Guarantee }> = {
  'an event is dropped': {
    tampered: whole((events, index) => events.toSpliced(index, 1)),
    promise: 'reliable',
  },
  'all events from one on are dropped': {
    tampered: whole((events, index) => events.slice(0, index)),
    promise: 'reliable',
  },
  'an event comes twice': {
    tampered: whole((events, index) => events.toSpliced(index, 0, events[index]!)),
    promise: 'unique',
  },
  'an event comes again at the end': {
    tampered: whole((events, index) => [...events, events[index]!]),
    promise: 'unique',
  },
  'two events are swapped': {
    tampered: whole((events, index) => {
      const [first, second] = events.slice(index)
      return first && second ? events.toSpliced(index, 2, second, first) : 'impossible'
    }),
    promise: 'ordered',
  },
  'an event comes last': {
    tampered: whole((events, index) => {
      if (index === events.length - 1) return 'impossible'
      return [...events.toSpliced(index, 1), events[index]!]
    }),
    promise: 'ordered',
  },
  'an event has the type of another': {
    tampered: changed((event) => ({ ...event, type: other[event.type] })),
    promise: 'atomic',
  },
  'an event shows what another write made': {
    tampered: changed((event) => ({ ...event, write: 'w0' })),
    promise: 'atomic',
  },
  'an event shows half of a write': {
    tampered: changed((event) => ({ ...event, color: event.color === 'red' ? 'blue' : 'red' })),
    promise: 'atomic',
  },
  'an event is of another object': {
    tampered: changed((event) => ({ ...event, key: `${event.key}x` })),
    promise: 'atomic',
  },
  'an event has a revision of its own': {
    tampered: changed((event) => ({ ...event, revision: event.revision + 1 })),
    promise: 'reliable',
  },
  'an event of the future is told': {
    tampered: whole((events) => [...events, { ...(events.at(-1) as SeenEvent), revision: 1000 }]),
    promise: 'reliable',
  },
  'a bookmark promises an event that comes behind it': {
    tampered: whole((events, index) => events.toSpliced(index, 0, bookmark(events[index]!.revision))),
    promise: 'bookmarkable',
  },
  'a bookmark tells of less than was told': {
    tampered: whole((events, index) => events.toSpliced(index + 1, 0, bookmark(events[index]!.revision - 1))),
    promise: 'bookmarkable',
  },
  'a bookmark promises an event that is never told, and the watcher goes on behind it': {
    tampered: ({ events }, index) => {
      const { revision } = events[index]!
      return [after(0, [...events.slice(0, index), bookmark(revision)]), after(revision, events.slice(index + 1))]
    },
    promise: 'bookmarkable',
  },
  'it goes on without an event': {
    tampered: ({ events }, index) => {
      if (index === 0) return 'impossible'
      return [after(0, events.slice(0, index)), after(events[index - 1]!.revision, events.slice(index + 1))]
    },
  },
  'it goes on with an event that it had': {
    tampered: ({ events }, index) =>
      [after(0, events.slice(0, index + 1)), after(events[index]!.revision, events.slice(index))],
    promise: 'resumable',
  },
  'its revision is said to have expired': {
    tampered: ({ events }, index) => {
      const { revision } = events[index]!
      const refused = { ...after(revision, []), error: '410' }
      return [after(0, events.slice(0, index + 1)), refused, after(revision, events.slice(index + 1))]
    },
    promise: 'expired',
  },
  'the state at its start lacks an object': { tampered: begun(true, withoutFirst), promise: 'reliable' },
  'the state at its start has an object twice': {
    tampered: begun(true, (told) => (told.length > 0 ? [...told, told[0]!] : 'impossible')),
    promise: 'unique',
  },
  'the state at its start has another version of an object': {
    tampered: begun(true, ([first, ...others]) => {
      return first ? [{ ...first, revision: first.revision - 1 }, ...others] : 'impossible'
    }),
    promise: 'atomic',
  },
  'the state at its start is of a moment before its bookmark': {
    tampered: ({ events, stateAt }, index) => {
      const { revision } = events[index]!
      return [state([...stateAt(revision - 1), bookmark(revision, true), ...events.slice(index + 1)])]
    },
  },
  'the state at its start is older than what was acknowledged': {
    tampered: ({ events, stateAt }, index) => {
      const { revision } = events[index]!
      const told = [...stateAt(revision), bookmark(revision, true), ...events.slice(index + 1)]
      return [state(told, { atLeast: revision + 1 })]
    },
    promise: 'behind',
  },
  'no bookmark ends the state at its start': {
    tampered: ({ events, stateAt }, index) =>
      [state([...stateAt(events[index]!.revision), ...events.slice(index + 1)])],
    promise: 'bookmarkable',
  },
  'the state at its start, without a bookmark, lacks an object': {
    tampered: begun(false, withoutFirst),
    promise: 'atomic',
  },
  'an event is dropped behind a state without a bookmark': {
    tampered: ({ events, stateAt }, index) => {
      if (index === 0) return 'impossible'
      const { revision } = events[index - 1]!
      return [state([...stateAt(revision), ...events.slice(index + 1)], { marked: false })]
    },
    promise: 'atomic',
  },
}

const right: Record<string, Tampered> = {
  'it breaks off and goes on': ({ events }, index) => [
    after(0, events.slice(0, index + 1)), after(events[index]!.revision, events.slice(index + 1)),
  ],
  'it goes on behind a bookmark': ({ events }, index) => {
    const { revision } = events[index]!
    const until = [...events.slice(0, index + 1), bookmark(revision + 1)]
    return [after(0, until), after(revision + 1, events.slice(index + 1))]
  },
  'it begins with the state and a bookmark': begun(true, (told) => told),
  'it begins with the state in another order': begun(true, (told) => told.toReversed()),
  'it begins with the state alone': begun(false, (told) => told.toReversed()),
}

describe('the check of what watchers were told', () => {
  const findingsOf = (tampered: Tampered, { scope, truth, index }: ReturnType<typeof places>[number]) => {
    const sessions = tampered(truth, index)
    return sessions === 'impossible' ? sessions : checkStream({ name: 'watcher', scope, sessions }, changes)
  }

  for (const [name, tampered] of Object.entries(right)) {
    it(`finds nothing wrong, wherever ${name}`, () => {
      for (const place of places()) expect(findingsOf(tampered, place), `${place.index}`).to.deep.equal([])
    })
  }

  for (const [name, { tampered, promise }] of Object.entries(faults)) {
    it(`finds it wherever ${name}`, () => {
      const found = places().map((place) => ({ place, findings: findingsOf(tampered, place) }))
      const possible = found.filter(({ findings }) => findings !== 'impossible')
      expect(possible.length).to.be.greaterThan(changes.length)
      for (const { place: { index, scope }, findings } of possible) {
        const promises = (findings as { promise: Guarantee }[]).map((finding) => finding.promise)
        const where = `at ${index} of ${JSON.stringify(scope)}`
        if (promise) expect(promises, where).to.include(promise)
        else expect(promises, where).not.to.deep.equal([])
      }
    })
  }
})
