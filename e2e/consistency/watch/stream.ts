/** What a watcher looks at. Empty strings restrict nothing; `name` is one object of the namespace. */
export interface Scope {
  namespace: string
  color: string
  name: string
}

/** An event as a watcher was told it: `write` made the object that it shows. */
export interface SeenEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  key: string
  revision: number
  write: string
  color: string
}

/** All events up to `revision` were told. `initial`: what existed at the start, too, ends here. */
export interface SeenBookmark {
  type: 'BOOKMARK'
  revision: number
  initial: boolean
}

export type Seen = SeenEvent | SeenBookmark

/**
 * Where one request of a watcher began: after a revision; or with all that existed, at `atLeast` or later, and `marked`
 * when a bookmark tells where that ends.
 */
export type Beginning = { kind: 'after'; revision: number } | { kind: 'state'; atLeast: number; marked: boolean }

/** One request of a watcher, from its beginning until it broke. */
export interface Session {
  beginning: Beginning
  seen: Seen[]
  /** What the server said instead of an event. */
  error: string | undefined
}

/** All that one watcher was told. The last session has all there is, those before it broke off anywhere. */
export interface Stream {
  name: string
  scope: Scope
  sessions: Session[]
}

/** Whether a watcher looks at an object of this color. */
export function isWithin({ namespace, color, name }: Scope, key: string, itsColor: string): boolean {
  const [itsNamespace, itsName] = key.split('/')
  return (
    (namespace === '' || namespace === itsNamespace) &&
    (color === '' || color === itsColor) &&
    (name === '' || name === itsName)
  )
}

/** An event in a few words. */
export function describeSeen(seen: Seen): string {
  return seen.type === 'BOOKMARK'
    ? `BOOKMARK at ${seen.revision}`
    : `${seen.type} ${seen.key} at ${seen.revision} (${seen.write}, ${seen.color})`
}
