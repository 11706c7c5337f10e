import { describeOperation, type Operation } from '../load/operation.ts'
import type { SeenEvent, Stream } from './stream.ts'

/** What one revision did to an object: `write` made what is there now, or what was deleted. */
export interface Change {
  revision: number
  key: string
  kind: 'put' | 'delete'
  write: string
  color: string
}

/** Every change in the order of revisions, and what is wrong with them. */
export interface ChangeLog {
  changes: readonly Change[]
  findings: readonly string[]
}

type Write = Operation & { action: { write: string; color: string } }

/**
 * What happened, from the acknowledged writes and, for those without an answer and for deletions, from what watchers
 * saw. It is checked against the operations: each acknowledged one is there once, each unanswered one at most
 * once, and no other; and every list is the state that the log leads to.
 */
export function changeLog(history: readonly Operation[], streams: readonly Stream[]): ChangeLog {
  const findings = new Set<string>()
  const writes = new Map(history.flatMap((one): [string, Write][] => (isWrite(one) ? [[one.action.write, one]] : [])))
  const changes = new Map<number, Change>()
  const add = (change: Change): void => {
    const known = changes.get(change.revision)
    if (known === undefined) changes.set(change.revision, change)
    else if (!isSame(known, change))
      findings.add(`revision ${change.revision} is both ${describe(known)} and ${describe(change)}`)
  }
  for (const { key, action, answer } of writes.values()) {
    if (answer?.outcome === 'written')
      add({ revision: answer.revision, key, kind: 'put', write: action.write, color: action.color })
  }
  for (const { scope, sessions } of streams) {
    for (const seen of sessions.flatMap((session) => session.seen)) {
      // Whoever watches a color is told of a deletion when the color changes.
      if (seen.type !== 'BOOKMARK' && (seen.type !== 'DELETED' || scope.color === '')) add(changeOf(seen))
    }
  }
  const inOrder = [...changes.values()].sort((one, other) => one.revision - other.revision)
  for (const finding of [
    ...writeFindings(inOrder, writes),
    ...lifeFindings(inOrder, writes),
    ...deletionFindings(inOrder, history),
    ...timeFindings(inOrder, writes),
    ...listFindings(inOrder, history),
  ]) {
    findings.add(finding)
  }
  return { changes: inOrder, findings: [...findings] }
}

function isWrite(operation: Operation): operation is Write {
  return 'write' in operation.action
}

function changeOf({ type, key, revision, write, color }: SeenEvent): Change {
  return { revision, key, kind: type === 'DELETED' ? 'delete' : 'put', write, color }
}

function isSame(one: Change, other: Change): boolean {
  return one.key === other.key && one.kind === other.kind && one.write === other.write && one.color === other.color
}

/** Each change was asked for, and not refused; and no write made two. */
function writeFindings(changes: readonly Change[], writes: ReadonlyMap<string, Write>): string[] {
  const revisions = new Map<string, number>()
  return changes
    .filter(({ kind }) => kind === 'put')
    .flatMap((change) => {
      const { write, key, color, revision } = change
      const operation = writes.get(write)
      if (operation === undefined) return [`nobody asked for ${describe(change)}`]
      const { answer, action } = operation
      const first = revisions.get(write)
      revisions.set(write, revision)
      if (first !== undefined) return [`${write} was written twice: at ${first} and at ${revision}`]
      if (answer !== undefined && answer.outcome !== 'written')
        return [`${describe(change)}, but it was refused: ${describeOperation(operation)}`]
      return key === operation.key && color === action.color
        ? []
        : [`${describe(change)}, but asked for was ${describeOperation(operation)} in ${action.color}`]
    })
}

/** An object is created where there is none, replaced as its writer expected it, and deleted as it was. */
function lifeFindings(changes: readonly Change[], writes: ReadonlyMap<string, Write>): string[] {
  const present = new Map<string, Change>()
  return changes.flatMap((change) => {
    const { key, kind, write } = change
    const before = present.get(key)
    if (kind === 'delete') {
      present.delete(key)
      return before?.write === write
        ? []
        : [`${describe(change)}, but there was ${before ? describe(before) : 'nothing'}`]
    }
    present.set(key, change)
    const action = writes.get(write)?.action
    if (action === undefined) return []
    if (action.verb === 'create')
      return before === undefined ? [] : [`${describe(change)} is a create, but there was ${describe(before)}`]
    if (before === undefined) return [`${describe(change)} replaces nothing`]
    const { expected } = { expected: undefined, ...action }
    return expected === undefined || expected === before.revision
      ? []
      : [`${describe(change)} replaces ${describe(before)}, but was to replace ${expected}`]
  })
}

/** There are as many deletions of an object as were acknowledged, or more by some that were not answered. */
function deletionFindings(changes: readonly Change[], history: readonly Operation[]): string[] {
  const counts = new Map<string, { done: number; acknowledged: number; unanswered: number }>()
  const of = (key: string) => {
    if (!counts.has(key)) counts.set(key, { done: 0, acknowledged: 0, unanswered: 0 })
    return counts.get(key)!
  }
  for (const { key, kind } of changes) if (kind === 'delete') of(key).done++
  for (const { key, action, answer } of history) {
    if (action.verb !== 'delete') continue
    if (answer === undefined) of(key).unanswered++
    else if (answer.outcome === 'deleted') of(key).acknowledged++
  }
  return [...counts].flatMap(([key, { done, acknowledged, unanswered }]) =>
    done >= acknowledged && done <= acknowledged + unanswered
      ? []
      : [
          `${key} was deleted ${done} times; ${acknowledged} deletions were acknowledged and ${unanswered} `
            + 'not answered',
        ],
  )
}

/** What was asked for after something was acknowledged has a later revision. */
function timeFindings(changes: readonly Change[], writes: ReadonlyMap<string, Write>): string[] {
  const moments = changes.flatMap(({ write, revision, kind }) => {
    const operation = kind === 'put' ? writes.get(write) : undefined
    if (operation === undefined) return []
    const { invoked, returned } = operation
    return [
      { at: invoked, begins: true, write, revision },
      ...(returned === undefined ? [] : [{ at: returned, begins: false, write, revision }]),
    ]
  })
  let newest = { write: '', revision: 0 }
  return moments
    .sort((one, other) => one.at - other.at)
    .flatMap(({ begins, write, revision }) => {
      if (begins)
        return revision > newest.revision
          ? []
          : [`${write} has revision ${revision}, but ${newest.write} was acknowledged before at ${newest.revision}`]
      if (revision > newest.revision) newest = { write, revision }
      return []
    })
}

/** A list has all there is at its revision and nothing else: a change that no watcher was told of shows in it. */
function listFindings(changes: readonly Change[], history: readonly Operation[]): string[] {
  return history.flatMap(({ key: namespace, answer }) => {
    if (answer?.outcome !== 'listed') return []
    const state = stateOf(namespace, changes.filter(({ revision }) => revision <= answer.revision))
    return [...new Set([...state.keys(), ...answer.items.keys()])].flatMap((key) => {
      const [known, shown] = [state.get(key), answer.items.get(key)]
      if (known?.revision === shown?.revision && known?.write === shown?.write) return []
      const listed = shown ? `at ${shown.revision} (${shown.write})` : 'not'
      const instead = known ? describe(known) : 'nobody was told of it'
      return [`a list at ${answer.revision} has ${key} ${listed}: ${instead}`]
    })
  })
}

function stateOf(namespace: string, changes: readonly Change[]): Map<string, Change> {
  const state = new Map<string, Change>()
  for (const change of changes) {
    if (!change.key.startsWith(`${namespace}/`)) continue
    if (change.kind === 'put') state.set(change.key, change)
    else state.delete(change.key)
  }
  return state
}

function describe({ kind, key, revision, write, color }: Change): string {
  return kind === 'put'
    ? `${write} of ${key} at ${revision} in ${color}`
    : `the deletion of ${key} (${write}) at ${revision}`
}
