import type { Logger } from '../apimachinery/log.ts'
import { controllers } from './controllers.ts'
import { rootCaPublisher } from './root-ca/watcher.ts'
import type { ApiClient } from './runtime/api-client.ts'
import { systemClock } from './runtime/clock.ts'
import type { ControllerContext, ControllerFactory } from './runtime/controller.ts'
import { createActionRecorder } from './runtime/event-series.ts'
import { createRecorder } from './runtime/events.ts'
import { createInformers } from './runtime/informers.ts'
import { alwaysLeader } from './runtime/leader-election.ts'
import type { LeaderElection } from './runtime/leader-election.ts'
import { scheduler } from './scheduler/watcher.ts'

export interface WatchersOptions {
  client: ApiClient
  log: Logger
  signal: AbortSignal
  /** Whether to run the controllers. */
  controllers: boolean
  /** Whether to run the scheduler. */
  scheduler: boolean
  /** Who may act; by default this process always does, which costs no writes. */
  election?: LeaderElection
  /** The CA, in PEM, that pods trust the API server by (the ConfigMap kube-root-ca.crt of every namespace). */
  rootCa?: string
}

export interface Watchers {
  /** Resolves when every informer has its first list. */
  ready: Promise<void>
  /** Resolves when everything has stopped, after `signal` aborted; rejects when the lead was lost. */
  done: Promise<void>
}

/** Runs controllers and scheduler over one set of informers until `signal` aborts. */
export function startWatchers(options: WatchersOptions): Watchers {
  const ready = Promise.withResolvers<void>()
  const done = run(options, ready.resolve)
  done.then(() => ready.resolve(), ready.reject)
  ready.promise.catch(() => {})
  return { ready: ready.promise, done }
}

async function run(options: WatchersOptions, onReady: () => void): Promise<void> {
  const { client, log, election = alwaysLeader } = options
  const signal = await election.lead(options.signal)
  if (signal.aborted) return
  const informers = createInformers(client, log, signal)
  const context: ControllerContext = {
    client,
    informers,
    log,
    clock: systemClock,
    signal,
    recorder: (component) => createRecorder(component, { client, log, signal }),
    actionRecorder: (component) => createActionRecorder(component, { client, log, signal }),
  }
  const running = chosen(options).map((create) => create(context))
  await informers.start()
  if (signal.aborted) return
  onReady()
  await Promise.all(running.map((controller) => controller.run()))
  await election.resign()
  if (!options.signal.aborted) throw new Error('cannot go on: the lead was lost to another process')
}

function chosen(options: WatchersOptions): ControllerFactory[] {
  return [
    ...(options.controllers ? controllers : []),
    ...(options.controllers && options.rootCa !== undefined ? [rootCaPublisher(options.rootCa)] : []),
    ...(options.scheduler ? [scheduler] : []),
  ]
}
