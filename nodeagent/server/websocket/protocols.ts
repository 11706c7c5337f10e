/** What a client offers to speak in a WebSocket, in its order. */
export function offeredProtocols(header: string | undefined): string[] {
  return (header ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '')
}

/** How exec and attach are spoken in a WebSocket. */
export interface CommandProtocol {
  name: string
  base64: boolean
  /** The error channel carries a Status. */
  json: boolean
  /** The client may close its standard input. */
  closeSignals: boolean
}

/** Upstream: remotecommand's WebSocket protocols, and that of the stream translator. The first offered is taken. */
export const commandProtocols: readonly CommandProtocol[] = [
  { name: 'v5.channel.k8s.io', base64: false, json: true, closeSignals: true },
  { name: 'v4.channel.k8s.io', base64: false, json: true, closeSignals: false },
  { name: 'v4.base64.channel.k8s.io', base64: true, json: true, closeSignals: false },
  { name: 'channel.k8s.io', base64: false, json: false, closeSignals: false },
  { name: 'base64.channel.k8s.io', base64: true, json: false, closeSignals: false },
  // A client that asks for none.
  { name: '', base64: false, json: false, closeSignals: false },
]

/** How ports are forwarded in the channels of a WebSocket. */
export const portForwardProtocols: readonly Pick<CommandProtocol, 'name' | 'base64'>[] = [
  { name: 'v4.channel.k8s.io', base64: false },
  { name: 'v4.base64.channel.k8s.io', base64: true },
  { name: '', base64: false },
]

/** SPDY inside a WebSocket; upstream: WebsocketsSPDYTunnelingPortForwardV1. */
export const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io'

/** The first that the client offers and the server has; undefined when there is none. */
export function choose<T extends { name: string }>(offered: readonly string[], known: readonly T[]): T | undefined {
  const wanted = offered.length === 0 ? [''] : offered
  return wanted.map((name) => known.find((one) => one.name === name)).find((one) => one !== undefined)
}
