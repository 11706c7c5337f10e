/**
 * Is a concurrent history linearizable? The search of Wing and Gong with Lowe's memory of states, as Porcupine does it:
 * walk along the calls and returns; a call that the model allows is taken out as the next in the order; at a return
 * whose call was not taken, go back. A set of operations taken and the state they lead to is tried once.
 */

/** One operation. Times are any numbers in real order, all different. */
export interface Operation<Input, Output> {
  input: Input
  /** Undefined when nobody knows how it ended. */
  output: Output | undefined
  invoked: number
  /** Undefined when it never returned: it may have happened at any time after `invoked`, or not at all. */
  returned: number | undefined
}

/** What one object does when operations come one after the other. */
export interface Model<State, Input, Output> {
  initial: State
  /**
   * The state behind the operation; nothing when it cannot have ended so. One that never returned can always be taken.
   */
  step(state: State, input: Input, output: Output | undefined): { state: State } | undefined
  /** Equal for equal states. */
  key(state: State): string
}

/** `order` has indices of operations: the order found, or the longest one that could be had. */
export type Verdict =
  | { kind: 'linearizable'; order: readonly number[] }
  | { kind: 'not linearizable'; order: readonly number[] }
  | { kind: 'undecided'; steps: number }

/** A call or a return, in a list from which calls are taken out with their returns. */
interface Entry {
  index: number
  /** The entry of the return, at a call that has one. */
  match: Entry | undefined
  isCall: boolean
  before: Entry | undefined
  next: Entry | undefined
}

/** Decides within `maxSteps` steps of the model; beyond that it is undecided, which is no pass. */
export function checkLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>, operations: readonly Operation<Input, Output>[], maxSteps = 2_000_000,
): Verdict {
  const head = linked(operations)
  const tried = new Set<string>()
  const taken: { entry: Entry; before: State }[] = []
  let [state, mask, steps] = [model.initial, 0n, 0]
  let open = operations.filter(({ returned }) => returned !== undefined).length
  let longest: number[] = []
  let at = head.next
  while (open > 0 && at !== undefined) {
    if (!at.isCall) {
      if (taken.length > longest.length) longest = taken.map(({ entry }) => entry.index)
      const last = taken.pop()
      if (last === undefined) return { kind: 'not linearizable', order: longest }
      putBack(last.entry)
      if (last.entry.match) open++
      mask &= ~(1n << BigInt(last.entry.index))
      state = last.before
      at = last.entry.next
      continue
    }
    if (++steps > maxSteps) return { kind: 'undecided', steps: maxSteps }
    const { input, output } = operations[at.index]!
    const outcome = model.step(state, input, output)
    const after = mask | (1n << BigInt(at.index))
    if (outcome === undefined || !isNew(tried, `${after.toString(36)} ${model.key(outcome.state)}`)) {
      at = at.next
      continue
    }
    taken.push({ entry: at, before: state })
    takeOut(at)
    if (at.match) open--
    ;[state, mask, at] = [outcome.state, after, head.next]
  }
  return { kind: 'linearizable', order: taken.map(({ entry }) => entry.index) }
}

function isNew(known: Set<string>, key: string): boolean {
  const size = known.size
  return known.add(key).size > size
}

/** The entries in order of time, behind a head that is none. */
function linked(operations: readonly Operation<unknown, unknown>[]): Entry {
  const timed = operations.flatMap(({ invoked, returned }, index) => {
    const end = returned === undefined ? undefined : entryOf(index, false)
    const call = { time: invoked, entry: { ...entryOf(index, true), match: end } }
    return end === undefined ? [call] : [call, { time: returned!, entry: end }]
  })
  const head = entryOf(-1, true)
  let last = head
  for (const { entry } of timed.sort((one, other) => one.time - other.time)) {
    entry.before = last
    last = last.next = entry
  }
  return head
}

function entryOf(index: number, isCall: boolean): Entry {
  return { index, isCall, match: undefined, before: undefined, next: undefined }
}

function takeOut(call: Entry): void {
  for (const entry of call.match ? [call, call.match] : [call]) {
    entry.before!.next = entry.next
    if (entry.next) entry.next.before = entry.before
  }
}

/** Undoes `takeOut`, the last one first. */
function putBack(call: Entry): void {
  for (const entry of call.match ? [call.match, call] : [call]) {
    entry.before!.next = entry
    if (entry.next) entry.next.before = entry
  }
}
