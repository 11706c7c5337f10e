import type { Connection } from './connection.ts'
import type { Action, Operation } from './operation.ts'
import { perform } from './perform.ts'

/** Counts what happens: every call gives a later time. */
export type Clock = () => number

/** Does operations and keeps what came of them. */
export interface Recorder {
  readonly history: readonly Operation[]
  readonly clock: Clock
  /** Gives nothing when the server was not there: then nothing was done, and nothing is kept. */
  record(connection: Connection, client: number, key: string, action: Action): Promise<Operation | undefined>
}

/** A recorder with an empty history. */
export function createRecorder(): Recorder {
  const history: Operation[] = []
  let time = 0
  const clock = () => ++time
  return {
    history,
    clock,
    async record(connection, client, key, action) {
      const invoked = clock()
      const answer = await perform(connection, key, action)
      if (answer === 'unsent') return undefined
      const operation = { client, key, action, invoked, returned: answer && clock(), answer }
      history.push(operation)
      return operation
    },
  }
}
