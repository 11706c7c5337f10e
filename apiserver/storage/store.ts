/**
 * The revisioned store, with etcd's promises. Keys are Kubernetes' (`/registry/pods/default/web`), values the
 * object's JSON bytes WITHOUT metadata.resourceVersion: the revision of the last write is that, and whoever reads puts
 * it in.
 */

/** One stored object. `value` is shared: nobody changes its bytes. */
export interface Entry {
  key: string
  value: Buffer
  /** The revision of the last write. */
  revision: number
}

/** One committed write. `previous` is what it replaced. */
export type StoreEvent =
  | { type: 'put'; key: string; revision: number; value: Buffer; previous: Entry | undefined }
  | { type: 'delete'; key: string; revision: number; previous: Entry }

/** What a write demands of the present state, besides existing at `revision`. */
export interface Store {
  /** The revision of the last committed write; 1 in a fresh store. */
  readonly revision: number
  /** The oldest revision a watch may start after. */
  readonly compacted: number
  /** Why the last write was refused by the disk; undefined once writes go on. */
  readonly failure: string | undefined
  /** Puts a new key. Resolves when durable. Throws KeyExistsError. */
  create(key: string, value: Buffer): Promise<Entry>
  /** Replaces `key` when its revision is `expected`. Throws RevisionMismatchError, with what is there now. */
  update(key: string, value: Buffer, expected: number): Promise<Entry>
  /** Deletes `key` when its revision is `expected`. Resolves with the revision of the deletion. */
  delete(key: string, expected: number): Promise<{ revision: number; previous: Entry }>
  /** Every live entry below a prefix, in key order, from the disk: used once, to fill the cache at start. */
  entries(prefix: string): AsyncIterable<Entry>
  /**
   * Called for every commit, in revision order, without a gap,
   * synchronously after it is durable and before the writer's promise resolves.
   */
  subscribe(listener: (events: readonly StoreEvent[]) => void): () => void
  /** Events after `revision`, in order. Throws CompactedError. */
  history(after: number, prefix: string): AsyncIterable<StoreEvent>
  close(): Promise<void>
}

export class KeyExistsError extends Error {
  override name = 'KeyExistsError'
}

/** `current` is undefined when the key is gone. */
export class RevisionMismatchError extends Error {
  override name = 'RevisionMismatchError'
  readonly current: Entry | undefined
  constructor(message: string, current: Entry | undefined) {
    super(message)
    this.current = current
  }
}

/** `compacted` is the oldest revision from which history is still kept. */
export class CompactedError extends Error {
  override name = 'CompactedError'
  readonly compacted: number
  constructor(message: string, compacted: number) {
    super(message)
    this.compacted = compacted
  }
}
