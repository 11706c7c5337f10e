import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Connects to a port of the pod. */
export type Dial = (port: number) => Promise<Duplex>

/** What is forwarded, as kubelet's messages name it. */
export interface ForwardedPod {
  /** `name_namespace`, or the sandbox as the runtime knows it. */
  name: string
  uid: string
}

/** Copies between a client's stream and a port until both directions have ended. Rejects with kubelet's message. */
export async function forward(port: number, stream: Duplex, dial: Dial, pod: ForwardedPod): Promise<void> {
  let connection: Duplex
  try {
    connection = await dial(port)
  } catch (cause) {
    throw new Error(
      `error forwarding port ${port} to pod ${pod.name}, uid ${pod.uid}: ${(cause as Error).message}`, { cause },
    )
  }
  connection.on('error', () => {})
  const leave = (): void => void connection.destroy()
  stream.once('close', leave)
  if (stream.destroyed) leave()
  // Either side that goes away, in the middle of its sending too, takes the other with it.
  await Promise.all([pipeline(stream, connection), pipeline(connection, stream)]).catch(() => stream.destroy())
  connection.destroy()
}
