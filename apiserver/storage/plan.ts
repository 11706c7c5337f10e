import { type Entry, KeyExistsError, RevisionMismatchError, type StoreEvent } from './store.ts'

/** What a writer asks for. `expected` is the revision the key must have. */
export type WriteRequest =
  | { type: 'create'; key: string; value: Buffer }
  | { type: 'update'; key: string; value: Buffer; expected: number }
  | { type: 'delete'; key: string; expected: number }

/** What becomes of a write against one state: the event it commits, or why it may not. */
export type WriteOutcome = { event: StoreEvent } | { refusal: KeyExistsError | RevisionMismatchError }

/** Decides one write. `current` is what the key holds, `revision` the one the write would get. */
export function decideWrite(request: WriteRequest, current: Entry | undefined, revision: number): WriteOutcome {
  const { key } = request
  if (request.type === 'create') {
    if (current !== undefined) return { refusal: new KeyExistsError(`cannot create ${key}: it exists`) }
    return { event: { type: 'put', key, revision, value: request.value, previous: undefined } }
  }
  if (current === undefined || current.revision !== request.expected) {
    const found = current === undefined ? 'it is gone' : `its revision is ${current.revision}`
    const message = `cannot ${request.type} ${key} at revision ${request.expected}: ${found}`
    return { refusal: new RevisionMismatchError(message, current) }
  }
  if (request.type === 'delete') return { event: { type: 'delete', key, revision, previous: current } }
  return { event: { type: 'put', key, revision, value: request.value, previous: current } }
}

/** What a key holds after an event. */
export function entryAfter(event: StoreEvent): Entry | undefined {
  if (event.type === 'delete') return undefined
  return { key: event.key, value: event.value, revision: event.revision }
}

/** What a write resolves with. */
export type WriteResult = { revision: number; entry: Entry | undefined; previous: Entry | undefined }

/** The answer to a writer whose write is `event`. */
export function resultOf(event: StoreEvent): WriteResult {
  return { revision: event.revision, entry: entryAfter(event), previous: event.previous }
}
