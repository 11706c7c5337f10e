import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger } from '../../../apimachinery/log.ts'
import type { RuntimeListener } from '../runtime.ts'
import { isOrphaned } from './dead-monitor.ts'
import type { ListedContainer } from './inspect.ts'
import type { Libpod } from './libpod.ts'
import { labels } from './names.ts'

/** Between two looks at all containers, which find what the stream of events missed. */
const relistMilliseconds = 10_000

interface Listening {
  libpod: Libpod
  list: () => Promise<ListedContainer[]>
  listener: RuntimeListener
  signal: AbortSignal
  log: Logger
}

/** Tells the listener of every pod in which something started, died or was removed. */
export function listenToPodman(listening: Listening): void {
  void followEvents(listening)
  void relist(listening)
}

async function followEvents({ libpod, listener, signal, log }: Listening): Promise<void> {
  while (!signal.aborted) {
    try {
      const filters = JSON.stringify({ type: ['container'], event: ['died', 'start', 'remove'] })
      const stream = await libpod.stream('GET', '/events', { query: { stream: true, filters }, signal })
      for await (const line of createInterface({ input: stream })) {
        const uid = (JSON.parse(line) as PodmanEvent).Actor?.Attributes?.[labels.podUid]
        if (uid) listener(uid)
      }
    } catch (error) {
      if (!signal.aborted) log.debug('cannot follow the events of podman', { error })
    }
    await sleep(1000, undefined, { signal }).catch(() => {})
  }
}

interface PodmanEvent {
  Actor?: { Attributes?: Record<string, string> }
}

async function relist({ list, listener, signal, log }: Listening): Promise<void> {
  let before = new Map<string, string>()
  while (!signal.aborted) {
    try {
      const now = fingerprints(await list())
      for (const uid of new Set([...before.keys(), ...now.keys()])) {
        if (before.get(uid) !== now.get(uid)) listener(uid)
      }
      before = now
    } catch (error) {
      if (!signal.aborted) log.warn('cannot list the containers of podman', { error })
    }
    await sleep(relistMilliseconds, undefined, { signal }).catch(() => {})
  }
}

/** What each pod's containers looked like, in one string. */
function fingerprints(containers: readonly ListedContainer[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const container of containers) {
    const uid = container.Labels?.[labels.podUid] ?? ''
    found.set(uid, `${found.get(uid) ?? ''}${container.Id} ${container.State} ${isOrphaned(container)};`)
  }
  return found
}
