/** An object as somebody saw it: which write made it, and the revision that the server gave to that write. */
export interface Version {
  write: string
  revision: number
}

/**
 * What a client asked for. Every write has a name of its own, which is in the object that it leaves.
 * `expected` is a resourceVersion.
 */
export type Action =
  | { verb: 'create' | 'patch'; write: string; color: string }
  | { verb: 'replace'; write: string; color: string; expected: number | undefined }
  | { verb: 'delete'; expected: number | undefined }
  | { verb: 'get' }
  | { verb: 'list'; limit?: number }

/** What the server said. A deletion does not tell its revision. */
export type Answer =
  | { outcome: 'written'; revision: number }
  | { outcome: 'deleted' }
  | { outcome: 'exists' | 'missing' | 'conflict' }
  | { outcome: 'found'; version: Version }
  | { outcome: 'listed'; revision: number; items: ReadonlyMap<string, Version> }

/** One request of one client. Times count what happened in the recording process; no two are equal. */
export interface Operation {
  client: number
  /** `namespace/name`; the namespace alone for a list. */
  key: string
  action: Action
  invoked: number
  /** Both undefined when the answer never came: nobody knows whether it happened. */
  returned: number | undefined
  answer: Answer | undefined
}

/** An operation in a line. */
export function describeOperation({ client, key, action, invoked, returned, answer }: Operation): string {
  const expected = 'expected' in action && action.expected !== undefined ? ` at ${action.expected}` : ''
  const write = 'write' in action ? ` ${action.write}` : ''
  return `[${invoked}, ${returned ?? '?'}] client ${client}: ${action.verb}${write} ${key}${expected} → `
    + describeAnswer(answer)
}

function describeAnswer(answer: Answer | undefined): string {
  if (answer === undefined) return 'no answer'
  switch (answer.outcome) {
    case 'written':
      return `revision ${answer.revision}`
    case 'found':
      return `${answer.version.write} at ${answer.version.revision}`
    case 'listed':
      return `${answer.items.size} objects at ${answer.revision}`
    default:
      return answer.outcome
  }
}
