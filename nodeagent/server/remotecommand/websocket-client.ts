import type { WebSocket } from 'ws'

import { openChannels } from '../websocket/channels.ts'
import type { CommandProtocol } from '../websocket/protocols.ts'
import type { CommandClient, StreamOptions } from './client.ts'
import { createResizeReader } from './resize-events.ts'
import { printOutcome } from './status.ts'

/** The first byte of each message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const

/** A client that speaks in the channels of a WebSocket. Upstream: createWebSocketStreams. */
export function createWebSocketClient(
  socket: WebSocket, protocol: CommandProtocol, options: StreamOptions,
): CommandClient {
  const wire = openChannels(socket, {
    count: 5,
    readable: options.stdin ? [channels.stdin, channels.resize] : [channels.resize],
    base64: protocol.base64,
    closeSignals: protocol.closeSignals,
  })
  // Says that the connection stands, on the first channel that is written to.
  const first = options.stdout ? channels.stdout : options.stderr ? channels.stderr : channels.error
  void wire.send(first, Buffer.alloc(0))
  return {
    stdin: options.stdin ? wire.incoming(channels.stdin) : null,
    onResize: (listener) => void wire.incoming(channels.resize).on('data', createResizeReader(listener)),
    send: async (stream, data) => (options[stream] ? wire.send(channels[stream], data) : undefined),
    async finish(outcome) {
      const said = printOutcome(outcome, protocol)
      if (said.length > 0) await wire.send(channels.error, said)
      wire.close()
    },
    signal: wire.signal,
  }
}
