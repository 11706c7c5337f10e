import type { Duplex } from 'node:stream'

import type { ListedContainer } from './inspect.ts'
import type { Libpod } from './libpod.ts'
import { labels } from './names.ts'
import type { NetnsDialer } from './netns-dialer.ts'

/** What is needed to find a pod's network. */
export interface DialPlace {
  libpod: Libpod
  list(...wanted: string[]): Promise<ListedContainer[]>
  dialer: NetnsDialer
}

/**
 * Connects to ports of pods' localhost, each in its sandbox's network. The reasons have the wording of CRI runtimes.
 */
export function createPodDialer(
  { libpod, list, dialer }: DialPlace,
): (podUid: string, port: number) => Promise<Duplex> {
  // Connections that come together, as a browser's do, ask podman once.
  const asked = new Map<string, Promise<Sandbox>>()

  async function find(podUid: string): Promise<Sandbox> {
    const [sandbox] = await list(`${labels.podUid}=${podUid}`, `${labels.kind}=sandbox`)
    if (sandbox === undefined) throw new Error('failed to find sandbox: not found')
    const { State } = await libpod.json<{ State: { Pid: number } }>('GET', `/containers/${sandbox.Id}/json`)
    if (State.Pid === 0) throw new Error(`sandbox container "${sandbox.Id}" is not running`)
    return { id: sandbox.Id, pid: State.Pid }
  }

  function sandboxOf(podUid: string): Promise<Sandbox> {
    const known = asked.get(podUid)
    if (known) return known
    const found = find(podUid).finally(() => asked.delete(podUid))
    asked.set(podUid, found)
    return found
  }

  return async (podUid, port) => {
    const { id, pid } = await sandboxOf(podUid)
    try {
      return await dialer.dial(pid, port)
    } catch (cause) {
      const why = `failed to connect to localhost:${port} inside namespace "${id}", ${(cause as Error).message}`
      throw new Error(`failed to execute portforward in network namespace "/proc/${pid}/ns/net": ${why}`, { cause })
    }
  }
}

interface Sandbox { id: string; pid: number }
