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

/** Connects to a port of a pod's localhost, in its sandbox's network. The reasons have the wording of CRI runtimes. */
export async function dialPod({ libpod, list, dialer }: DialPlace, podUid: string, port: number): Promise<Duplex> {
  const [sandbox] = await list(`${labels.podUid}=${podUid}`, `${labels.kind}=sandbox`)
  if (sandbox === undefined) throw new Error('failed to find sandbox: not found')
  const { State } = await libpod.json<{ State: { Pid: number } }>('GET', `/containers/${sandbox.Id}/json`)
  if (State.Pid === 0) throw new Error(`sandbox container "${sandbox.Id}" is not running`)
  try {
    return await dialer.dial(State.Pid, port)
  } catch (cause) {
    const where = `/proc/${State.Pid}/ns/net`
    const why = `failed to connect to localhost:${port} inside namespace "${sandbox.Id}", ${(cause as Error).message}`
    throw new Error(`failed to execute portforward in network namespace "${where}": ${why}`, { cause })
  }
}
