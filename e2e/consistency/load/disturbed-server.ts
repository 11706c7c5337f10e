import { type Coracle, startCoracle } from '../../harness/coracle.ts'

/** How a server ends. */
export type Disturbance = 'SIGTERM' | 'SIGKILL'

/** A server that is stopped and started while clients use it. */
export interface DisturbedServer {
  readonly coracle: Coracle
  /** Resolves when the server is there, at once unless it is being started. */
  available(): Promise<void>
  /** Ends it in this way and starts it again. */
  disturb(how: Disturbance): Promise<void>
}

/** Only the API: its own clients would write, too. */
export const apiOnly = ['--disable-agent', '--disable-controller-manager', '--disable-scheduler']

/** Starts a server that serves nothing but the API, with a namespace for the load. */
export async function startDisturbedServer(namespaces: readonly string[]): Promise<DisturbedServer> {
  const coracle = await startCoracle(apiOnly)
  for (const namespace of namespaces) {
    const { code, stderr } = await coracle.kubectl(['create', 'namespace', namespace])
    if (code !== 0) throw new Error(stderr)
  }
  let starting = Promise.resolve()
  return {
    coracle,
    available: () => starting,
    disturb(how) {
      starting = coracle.stop(how).then(() => coracle.start())
      // Whoever waits for it is told, even when that is later.
      starting.catch(() => {})
      return starting
    },
  }
}
