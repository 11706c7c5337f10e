import type { Operation as Recorded, Version } from '../load/operation.ts'
import type { Operation } from './check.ts'
import type { ObjectInput, ObjectOutput } from './object.ts'

/** What was done to one object; `recorded` has the operation behind each of `operations`. */
export interface ObjectHistory {
  key: string
  operations: Operation<ObjectInput, ObjectOutput>[]
  recorded: Recorded[]
}

/** The revisions of writes, as told to those who wrote and those who read. */
export interface Revisions {
  ofWrite: ReadonlyMap<string, number>
  writeAt: ReadonlyMap<number, string>
  /** Writes that were seen with two revisions, and revisions given to two writes. */
  findings: readonly string[]
}

/** Collects every pair of write and revision that anybody was told. */
export function revisionsOf(history: readonly Recorded[]): Revisions {
  const ofWrite = new Map<string, number>()
  const writeAt = new Map<number, string>()
  const findings = new Set<string>()
  for (const { write, revision } of history.flatMap(versionsIn)) {
    const [known = revision, holder = write] = [ofWrite.get(write), writeAt.get(revision)]
    if (known !== revision) findings.add(`write ${write} has revisions ${known} and ${revision}`)
    if (holder !== write) findings.add(`revision ${revision} was given to ${holder} and to ${write}`)
    ofWrite.set(write, known)
    writeAt.set(revision, holder)
  }
  return { ofWrite, writeAt, findings: [...findings] }
}

function versionsIn({ action, answer }: Recorded): Version[] {
  switch (answer?.outcome) {
    case 'written':
      return [{ write: (action as { write: string }).write, revision: answer.revision }]
    case 'found':
      return [answer.version]
    case 'listed':
      return [...answer.items.values()]
    default:
      return []
  }
}

/**
 * A history for each object; a list is a read of every object of its namespace. Reads without an answer say nothing.
 */
export function objectHistories(history: readonly Recorded[], revisions: Revisions): ObjectHistory[] {
  const keys = new Set(history.filter(({ action }) => action.verb !== 'list').map(({ key }) => key))
  return [...keys].map((key) => {
    const recorded = history.filter((one) => concerns(one, key))
    return { key, recorded, operations: recorded.map((one) => translate(one, key, revisions)) }
  })
}

function concerns({ action, answer, key: asked }: Recorded, key: string): boolean {
  if (action.verb === 'list') return answer !== undefined && key.startsWith(`${asked}/`)
  return asked === key && (answer !== undefined || action.verb !== 'get')
}

function translate(
  { action, answer, invoked, returned }: Recorded,
  key: string,
  revisions: Revisions,
): ObjectHistory['operations'][number] {
  return { input: inputOf(action, revisions), output: answer && outputOf(action, answer, key), invoked, returned }
}

function inputOf(action: Recorded['action'], { ofWrite, writeAt }: Revisions): ObjectInput {
  const expected =
    'expected' in action && action.expected !== undefined
      ? (writeAt.get(action.expected) ?? `nobody's, at ${action.expected}`)
      : undefined
  switch (action.verb) {
    case 'create':
      return { kind: 'create', write: action.write, revision: ofWrite.get(action.write) }
    case 'replace':
    case 'patch':
      return { kind: 'replace', write: action.write, revision: ofWrite.get(action.write), expected }
    case 'delete':
      return { kind: 'delete', expected }
    default:
      return { kind: 'read' }
  }
}

function outputOf({ verb }: Recorded['action'], answer: NonNullable<Recorded['answer']>, key: string): ObjectOutput {
  switch (answer.outcome) {
    case 'written':
    case 'deleted':
      return 'done'
    case 'found':
      return { found: answer.version.write }
    case 'listed':
      return { found: answer.items.get(key)?.write }
    case 'missing':
      return verb === 'get' ? { found: undefined } : 'missing'
    default:
      return answer.outcome
  }
}
