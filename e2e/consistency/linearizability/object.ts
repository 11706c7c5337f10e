import type { Model } from './check.ts'

/**
 * What is asked of one object. `expected` names the write that must have made what is there; any when it is undefined.
 */
export type ObjectInput =
  | { kind: 'create'; write: string; revision: number | undefined }
  | { kind: 'replace'; write: string; revision: number | undefined; expected: string | undefined }
  | { kind: 'delete'; expected: string | undefined }
  | { kind: 'read' }

/** What came of it: a write was done or refused, a read found what a write left, or nothing. */
export type ObjectOutput = 'done' | 'exists' | 'missing' | 'conflict' | { found: string | undefined }

/** What is there, and the highest revision known to have been given to it. */
export interface ObjectState {
  write: string | undefined
  revision: number
}

/**
 * One object of the API: created where none is, replaced and deleted under a precondition, read whole. The revisions of
 * its writes rise in the order in which they take effect; where a write's revision is not known it may be any.
 */
export const object: Model<ObjectState, ObjectInput, ObjectOutput> = {
  initial: { write: undefined, revision: 0 },
  step(state, input, output) {
    if (input.kind === 'read') {
      const found = typeof output === 'object' ? output.found : state.write
      return found === state.write ? { state } : undefined
    }
    const expected = outcomeOf(state, input)
    // A write without a precondition may be refused when it met others again and again.
    const gaveUp = output === 'conflict' && expected === 'done' && 'expected' in input && input.expected === undefined
    if (gaveUp) return { state }
    if (output !== undefined && output !== expected) return undefined
    return expected === 'done' ? written(state, input, output) : { state }
  },
  key: ({ write, revision }) => `${write ?? ''}@${revision}`,
}

function outcomeOf({ write }: ObjectState, input: Exclude<ObjectInput, { kind: 'read' }>): ObjectOutput {
  if (input.kind === 'create') return write === undefined ? 'done' : 'exists'
  if (write === undefined) return 'missing'
  return input.expected === undefined || input.expected === write ? 'done' : 'conflict'
}

function written(
  state: ObjectState, input: Exclude<ObjectInput, { kind: 'read' }>, output: ObjectOutput | undefined,
): { state: ObjectState } | undefined {
  if (input.kind === 'delete') return { state: { write: undefined, revision: state.revision } }
  const { write, revision } = input
  if (revision === undefined) return { state: { write, revision: state.revision } }
  if (revision > state.revision) return { state: { write, revision } }
  // A write without an answer that cannot have come here has perhaps not come at all.
  return output === undefined ? { state } : undefined
}
