import type { Action, Answer, Version } from '../consistency/load/operation.ts'

/** One commit as a watcher sees it. `version.revision` is that of the commit; a deletion has the write it deleted. */
export interface Event {
  type: 'put' | 'delete'
  key: string
  version: Version
}

/** Everything that is there at one revision. */
export interface State {
  revision: number
  objects: ReadonlyMap<string, Version>
}

/** What a client of a target has: nothing comes back when nobody knows whether it was done. */
export interface Client {
  perform(key: string, action: Action): Promise<Answer | 'unsent' | undefined>
  close(): void
}

/** Something that keeps objects, in a process that can be killed. Keys are `namespace/name`. */
export interface Target {
  /** Resolves when it answers. Rejects when it is killed before. */
  start(): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  connect(): Client
  list(): Promise<State>
  /** Tells of events after a revision until `signal` or the target's end; resolves then. */
  watch(after: number, tell: (event: Event) => void, signal: AbortSignal): Promise<void>
  /** Ends it and removes what it kept. */
  close(): Promise<void>
}
