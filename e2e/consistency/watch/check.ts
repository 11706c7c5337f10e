import { type Expectation, expectationOf } from './expected.ts'
import type { Change } from './log.ts'
import { type Beginning, describeSeen, type Seen, type SeenEvent, type Session, type Stream } from './stream.ts'

/** Which of etcd's promises to watchers was broken; `expired` and `behind` are about where a watch began. */
export type Guarantee =
  'ordered' | 'unique' | 'reliable' | 'atomic' | 'resumable' | 'bookmarkable' | 'expired' | 'behind'

/** A broken promise, and how. */
export interface Finding {
  promise: Guarantee
  text: string
}

/** Checks what a watcher was told against what happened. Nothing is wrong when the array is empty. */
export function checkStream(stream: Stream, changes: readonly Change[]): Finding[] {
  const expectation = expectationOf(changes, stream.scope)
  return stream.sessions.flatMap((session, index) => {
    const isLast = index === stream.sessions.length - 1
    const findings = checkSession(session, expectation, { isLast, isResumed: index > 0 })
    return findings.map(({ promise, text }) => ({ promise, text: `${stream.name}, request ${index + 1}: ${text}` }))
  })
}

interface Place {
  /** All there is must have been told. */
  isLast: boolean
  isResumed: boolean
}

function checkSession(session: Session, expectation: Expectation, place: Place): Finding[] {
  const { beginning, seen, error } = session
  const failed: Finding[] = error === undefined ? [] : [{ promise: 'expired', text: `was answered ${error}` }]
  if (failed.length > 0 && seen.length === 0) return failed
  if (beginning.kind === 'after') return [...failed, ...checkEvents(seen, expectation, beginning.revision, place)]
  return [
    ...failed,
    ...(beginning.marked
      ? checkMarked(beginning, seen, expectation, place)
      : checkUnmarked(beginning, seen, expectation, place)),
  ]
}

/** Walks along what was told and what was to be told behind a revision. */
function checkEvents(
  seen: readonly Seen[],
  { events }: Expectation,
  after: number,
  { isLast, isResumed }: Place,
): Finding[] {
  const findings: Finding[] = []
  const find = (promise: Guarantee, text: string) => findings.push({ promise, text })
  let next = firstBehind(events, after)
  let last = after
  const told = new Set<number>()
  const skip = (to: number, promise: Guarantee, what: string): void => {
    if (to > next) {
      const first = events.slice(next, to).slice(0, 3).map(describeSeen).join(', ')
      find(promise, `${what} without ${first}${to - next > 3 ? ` and ${to - next - 3} more` : ''}`)
    }
    next = Math.max(next, to)
  }
  for (const [index, one] of seen.entries()) {
    const what = describeSeen(one)
    if (one.type === 'BOOKMARK') {
      if (one.revision < last) find('bookmarkable', `${what} came after ${last}`)
      skip(firstBehind(events, one.revision), 'bookmarkable', `${what} came`)
      last = Math.max(last, one.revision)
      continue
    }
    if (told.has(one.revision)) find('unique', `${what} came again`)
    else if (one.revision <= last)
      find(index === 0 && isResumed ? 'resumable' : 'ordered', `${what} came after ${last}`)
    else {
      skip(firstBehind(events, one.revision - 1), index === 0 && isResumed ? 'resumable' : 'reliable', `${what} came`)
      next = matchOne(one, events, next, find)
    }
    told.add(one.revision)
    last = Math.max(last, one.revision)
  }
  if (isLast) skip(events.length, 'reliable', 'it ended')
  return findings
}

/** Compares an event with the one of its revision, which is at `next` if there is one; gives where the next one is. */
function matchOne(
  one: SeenEvent,
  events: readonly SeenEvent[],
  next: number,
  find: (promise: Guarantee, text: string) => void,
): number {
  const expected = events[next]
  if (expected?.revision !== one.revision) {
    find('reliable', `${describeSeen(one)} came, which is none of its events`)
    return next
  }
  if (!isEqual(expected, one)) find('atomic', `${describeSeen(one)} came instead of ${describeSeen(expected)}`)
  return next + 1
}

/** What existed comes first, in any order; a bookmark says when that was. */
function checkMarked(
  beginning: Beginning & { kind: 'state' },
  seen: readonly Seen[],
  expectation: Expectation,
  place: Place,
): Finding[] {
  const end = seen.findIndex((one) => one.type === 'BOOKMARK' && one.initial)
  const mark = seen[end]
  if (mark === undefined)
    return place.isLast ? [{ promise: 'bookmarkable', text: 'no bookmark told where the initial events end' }] : []
  const findings: Finding[] = []
  if (mark.revision < beginning.atLeast)
    findings.push({
      promise: 'behind',
      text: `began at ${mark.revision}, but ${beginning.atLeast} was acknowledged before`,
    })
  const state = expectation.stateAt(mark.revision)
  const initial = seen.slice(0, end)
  const wrong = initial.filter((one) => one.type === 'BOOKMARK' || !isEqual(state.get(one.key), one))
  for (const one of wrong)
    findings.push({ promise: 'atomic', text: `${describeSeen(one)} is no part of the state at ${mark.revision}` })
  const keys = new Set(initial.map((one) => (one.type === 'BOOKMARK' ? '' : one.key)))
  if (keys.size < initial.length)
    findings.push({ promise: 'unique', text: 'an object came twice among the initial events' })
  const missing = [...state.values()].filter(({ key }) => !keys.has(key))
  if (missing.length > 0)
    findings.push({
      promise: 'reliable',
      text: `the initial events end without ${missing.slice(0, 3).map(describeSeen).join(', ')}`,
    })
  return [...findings, ...checkEvents(seen.slice(end + 1), expectation, mark.revision, { ...place, isResumed: false })]
}

/** Without a bookmark any state will do from which all that was told follows. */
function checkUnmarked(
  beginning: Beginning & { kind: 'state' },
  seen: readonly Seen[],
  expectation: Expectation,
  place: Place,
): Finding[] {
  const revisions = [0, ...expectation.events.map(({ revision }) => revision)]
  const from = Math.max(
    0,
    revisions.findLastIndex((revision) => revision <= beginning.atLeast),
  )
  const fits = revisions.slice(from).some((revision) => {
    const state = expectation.stateAt(revision)
    const initial = seen.slice(0, state.size)
    const keys = new Set(initial.map((one) => (one.type === 'BOOKMARK' ? '' : one.key)))
    if (keys.size < initial.length || (place.isLast && keys.size < state.size)) return false
    if (!initial.every((one) => one.type !== 'BOOKMARK' && isEqual(state.get(one.key), one))) return false
    return checkEvents(seen.slice(state.size), expectation, revision, { ...place, isResumed: false }).length === 0
  })
  return fits
    ? []
    : [{ promise: 'atomic', text: `its ${seen.length} events follow from no state at ${beginning.atLeast} or later` }]
}

function isEqual(one: SeenEvent | undefined, other: SeenEvent): boolean {
  return (
    one !== undefined &&
    one.type === other.type &&
    one.key === other.key &&
    one.revision === other.revision &&
    one.write === other.write &&
    one.color === other.color
  )
}

/** The index of the first event behind a revision. */
function firstBehind(events: readonly SeenEvent[], revision: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.revision > revision) high = middle
    else low = middle + 1
  }
  return low
}
