import type { Action, Answer, Version } from '../consistency/load/operation.ts'
import type { Event, State } from './target.ts'

/** A write that somebody tried. `answer` is undefined when the process was killed before it came. */
export interface Attempt {
  key: string
  action: Action
  answer: Answer | undefined
}

/** What is known of one life of the process, and of what the next one found. */
export interface Round {
  before: State
  attempts: readonly Attempt[]
  /** What watchers were told before the kill. */
  told: readonly Event[]
  /** What the next process says happened since `before`. */
  events: readonly Event[]
  after: State
}

/**
 * What a round shows to be wrong, in sentences; none when nothing was lost, made up, halved, or given a revision twice.
 * Every event must be one attempt that was not refused, made against what it says; every acknowledged attempt an event.
 */
export function checkRound(round: Round): string[] {
  return [...checkRevisions(round), ...checkReplay(round), ...checkAttempts(round), ...checkTold(round)]
}

function checkRevisions({ before, events, after }: Round): string[] {
  const faults: string[] = []
  let last = before.revision
  for (const { key, version: { revision } } of events) {
    if (revision <= last) faults.push(`${key} has revision ${revision} after revision ${last}`)
    last = Math.max(last, revision)
  }
  if (after.revision < last) faults.push(`the revision went back from ${last} to ${after.revision}`)
  return faults
}

/** The state before and the events make the state after: neither tells of something that the other does not know. */
function checkReplay({ before, events, after }: Round): string[] {
  const objects = new Map(before.objects)
  const faults: string[] = []
  for (const { type, key, version } of events) {
    if (type === 'put') objects.set(key, version)
    else if (!objects.delete(key)) faults.push(`${key} was deleted at ${version.revision}, but was not there`)
  }
  for (const key of new Set([...objects.keys(), ...after.objects.keys()])) {
    const [expected, found] = [objects.get(key), after.objects.get(key)].map(describe)
    if (expected !== found) faults.push(`${key} is ${found} where its events say ${expected}`)
  }
  return faults
}

const describe = (version: Version | undefined): string =>
  (version ? `${version.write} at ${version.revision}` : 'not there')

function checkAttempts({ before, attempts, events }: Round): string[] {
  const faults: string[] = []
  const objects = new Map(before.objects)
  const open = new Set(attempts.filter(({ answer }) => answer === undefined || isAcknowledged(answer)))
  for (const event of events) {
    const made = [...open].filter((attempt) => mayHaveMade(attempt, event, objects.get(event.key)))
    // Two may have asked for the same deletion: the one who was told of it is the one who made it.
    const attempt = made.find(({ answer }) => answer !== undefined) ?? made[0]
    if (attempt === undefined) faults.push(`nobody made ${event.type} ${event.key}: ${describe(event.version)}`)
    else open.delete(attempt)
    if (event.type === 'put') objects.set(event.key, event.version)
    else objects.delete(event.key)
  }
  for (const { key, action, answer } of open) {
    if (answer !== undefined) {
      faults.push(`${action.verb} ${key} was acknowledged (${JSON.stringify(answer)}) and is lost`)
    }
  }
  return faults
}

const isAcknowledged = ({ outcome }: Answer): boolean => outcome === 'written' || outcome === 'deleted'

function mayHaveMade({ key, action, answer }: Attempt, event: Event, previous: Version | undefined): boolean {
  if (key !== event.key) return false
  if (answer?.outcome === 'written' && answer.revision !== event.version.revision) return false
  if (action.verb === 'delete') return event.type === 'delete' && mayReplace(action.expected, previous)
  if (event.type !== 'put' || !('write' in action) || action.write !== event.version.write) return false
  return action.verb === 'replace' ? mayReplace(action.expected, previous) : previous === undefined
}

function mayReplace(expected: number | undefined, previous: Version | undefined): boolean {
  return previous !== undefined && (expected === undefined || expected === previous.revision)
}

/** What a watcher heard is on the disk: as it heard it, and without a gap. */
function checkTold({ told, events }: Round): string[] {
  for (const [index, event] of told.entries()) {
    const found = events[index]
    if (JSON.stringify(found) === JSON.stringify(event)) continue
    return [`a watcher was told of ${JSON.stringify(event)}, and now it is ${JSON.stringify(found)}`]
  }
  return []
}
