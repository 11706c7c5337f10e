import { describeOperation, type Operation } from '../load/operation.ts'
import type { Revisions } from './histories.ts'

type Listing = Operation & { answer: { outcome: 'listed' } }
type Write = { operation: Operation; revision: number; write: string }

/**
 * Checks that each list is the whole state at its revision: the model of one object cannot see that two objects are
 * shown from different moments. Says what is wrong, an empty array when nothing is.
 */
export function checkLists(history: readonly Operation[], revisions: Revisions): string[] {
  const writes = history.flatMap((operation): Write[] => {
    const write = 'write' in operation.action ? operation.action.write : undefined
    const revision = write === undefined ? undefined : revisions.ofWrite.get(write)
    return revision === undefined ? [] : [{ operation, revision, write: write! }]
  })
  writes.sort((one, other) => one.revision - other.revision)
  const deletions = history.filter(
    ({ action, answer }) => action.verb === 'delete' && (answer === undefined || answer.outcome === 'deleted'),
  )
  const lists = history.filter((one): one is Listing => one.answer?.outcome === 'listed')
  return lists.flatMap((list) =>
    faultsOf(list, writes, deletions).map((fault) => `${describeOperation(list)}: ${fault}`),
  )
}

function faultsOf(list: Listing, writes: readonly Write[], deletions: readonly Operation[]): string[] {
  const { revision } = list.answer
  const within = writes.filter(({ operation }) => operation.key.startsWith(`${list.key}/`))
  return [
    ...timeFaults(list, writes),
    ...[...list.answer.items].flatMap(([key, version]) =>
      version.revision > revision ? [`shows ${key} at ${version.revision}, which is newer than the list`] : [],
    ),
    ...[...newestUpTo(within, revision)].flatMap(([key, newest]) => {
      const shown = list.answer.items.get(key)
      if (shown === undefined)
        return deletions.some((one) => mayHaveRemoved(one, newest, list))
          ? []
          : [`lacks ${key}, which ${newest.write} wrote at ${newest.revision}`]
      return shown.revision < newest.revision
        ? [`shows ${key} at ${shown.revision}, but ${newest.write} wrote it at ${newest.revision}`]
        : []
    }),
  ]
}

/**
 * What was acknowledged before the list was asked for is in it, and nothing that was asked for after it was answered.
 */
function timeFaults(list: Listing, writes: readonly Write[]): string[] {
  const { revision } = list.answer
  const missed = writes.findLast(
    ({ operation }) => operation.returned !== undefined && operation.returned < list.invoked,
  )
  const foreseen = writes.find(({ operation }) => operation.invoked > list.returned!)
  return [
    ...(missed && missed.revision > revision
      ? [`is older than ${missed.write}, acknowledged before at ${missed.revision}`]
      : []),
    ...(foreseen && foreseen.revision <= revision
      ? [`is not older than ${foreseen.write}, asked for afterwards, at ${foreseen.revision}`]
      : []),
  ]
}

function newestUpTo(writes: readonly Write[], revision: number): Map<string, Write> {
  const newest = new Map<string, Write>()
  for (const write of writes) if (write.revision <= revision) newest.set(write.operation.key, write)
  return newest
}

function mayHaveRemoved(deletion: Operation, write: Write, list: Listing): boolean {
  if (deletion.key !== write.operation.key || deletion.invoked > list.returned!) return false
  return deletion.returned === undefined || deletion.returned > write.operation.invoked
}
