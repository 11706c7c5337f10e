import { WebSocketServer } from 'ws'
import { internalError } from '../../../apimachinery/api-error.ts'
import type { Upgrade } from './upgrade.ts'

/** The version of the protocol in which upstream opens the WebSocket before it asks the kubelet. */
const protocol = 'v5.channel.k8s.io'
const errorChannel = 3

/** Whether the client hears of failures inside the WebSocket. */
export function hearsInside({ headers }: Upgrade['request']): boolean {
  return (headers['sec-websocket-protocol'] ?? '').split(',').some((one) => one.trim() === protocol)
}

/** Opens the WebSocket to say on its error channel why nothing comes of it. Upstream: StreamTranslatorHandler. */
export function refuseInside(
  { request, socket, head }: Pick<Upgrade, 'request' | 'socket' | 'head'>, message: string,
): void {
  const server = new WebSocketServer({ noServer: true, handleProtocols: () => protocol })
  server.handleUpgrade(request, socket, head, (client) => {
    client.on('error', () => {})
    client.send(
      Buffer.concat([Buffer.from([errorChannel]), Buffer.from(JSON.stringify(internalError(message).toStatus()))]),
    )
    client.close(1000)
  })
}
