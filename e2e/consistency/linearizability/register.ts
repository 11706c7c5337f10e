import type { Model, Operation } from './check.ts'

/** What Jepsen's clients of etcd did to one register. */
export type RegisterInput =
  | { kind: 'read' }
  | { kind: 'write'; value: string }
  | { kind: 'cas'; expected: string; value: string }

/** What they were answered; a refused compare-and-swap is `false`. */
export type RegisterOutput = string | boolean

/** A register that holds `nil` at first, with read, write and compare-and-swap: the model of the known histories. */
export const register: Model<string, RegisterInput, RegisterOutput> = {
  initial: 'nil',
  step(state, input, output) {
    switch (input.kind) {
      case 'read':
        return output === undefined || output === state ? { state } : undefined
      case 'write':
        return { state: input.value }
      case 'cas': {
        const swaps = state === input.expected
        if (output !== undefined && output !== swaps) return undefined
        return { state: swaps ? input.value : state }
      }
    }
  },
  key: (state) => state,
}

const lineForm = /(\d+)\s+:(invoke|ok|fail|info)\s+:(read|write|cas|timed-out)\s*(.*)$/

/** Reads a log as Jepsen prints it: a process, what happened (`invoke`, `ok`, `fail`, `info`), to what. */
export function parseJepsenLog(text: string): Operation<RegisterInput, RegisterOutput>[] {
  const operations: Operation<RegisterInput, RegisterOutput>[] = []
  const running = new Map<string, Operation<RegisterInput, RegisterOutput>>()
  for (const [time, line] of text.split('\n').entries()) {
    const [, client, event, kind, value = ''] = lineForm.exec(line) ?? []
    if (client === undefined) continue
    if (event === 'invoke') {
      const operation = { input: inputOf(kind!, value), output: undefined, invoked: time, returned: undefined }
      running.set(client, operation)
      operations.push(operation)
      continue
    }
    const operation = running.get(client)
    if (operation === undefined) continue
    running.delete(client)
    end(operation, event!, kind!, value, time)
  }
  return operations
}

function end(
  operation: Operation<RegisterInput, RegisterOutput>, event: string, kind: string, value: string, time: number,
): void {
  // What timed out may yet happen; a read that failed says nothing.
  if (event === 'info' || kind === 'timed-out') return
  if (event === 'fail' && kind !== 'cas') return
  operation.returned = time
  if (kind === 'read') operation.output = value.trim()
  if (kind === 'cas') operation.output = event === 'ok'
}

function inputOf(kind: string, value: string): RegisterInput {
  const [first = '', second = ''] = value.replace(/[[\]]/g, '').trim().split(/\s+/)
  if (kind === 'write') return { kind, value: first }
  return kind === 'cas' ? { kind, expected: first, value: second } : { kind: 'read' }
}
