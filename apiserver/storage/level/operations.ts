import type { StoreEvent } from '../store.ts'
import type { LiveDigest } from './digest.ts'
import { encodeNumber, encodeRecord, liveKey, type Operation, recordKey } from './layout.ts'

/** The digest of what is live when an event has happened. */
export function digestAfter(before: LiveDigest, event: StoreEvent): LiveDigest {
  return before.with(event.key, event.previous?.revision ?? 0, event.type === 'put' ? event.revision : 0)
}

/** What an event writes: its record, and where its key is now. */
export function operationsOf(event: StoreEvent): Operation[] {
  const { type, key, revision } = event
  const value = type === 'put' ? event.value : Buffer.alloc(0)
  const record = encodeRecord({ type, revision, replaced: event.previous?.revision ?? 0, key, value })
  return [
    { type: 'put', key: recordKey(revision), value: record },
    type === 'put' ? { type, key: liveKey(key), value: encodeNumber(revision) } : { type: 'del', key: liveKey(key) },
  ]
}
