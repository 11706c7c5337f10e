import type { Http2SecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { parseIP } from '../../../apimachinery/ip.ts'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { roomFor } from './room.ts'
import { Strangers } from './strangers.ts'

/**
 * Lets a few handshakes begin in each turn of the event loop, by address in turn, and none before the client has said a
 * word: whoever only connects, or only shakes hands, without end cannot take the processor or the connections from the
 * others.
 */
export function holdHandshakes(server: Http2SecureServer, most = roomFor.strangers()): void {
  const strangers = new Strangers<Socket>(most)
  const listeners = server.listeners('connection')
  const shakeHands = (socket: Socket): void => {
    socket.setTimeout(0)
    socket.off('error', ignore)
    for (const listener of listeners) listener.call(server, socket)
  }
  const beginSome = (): void => {
    for (let begun = 0; begun < connectionLimits.handshakesPerTurn; begun++) {
      const next = strangers.next()
      if (next && !next.destroyed) shakeHands(next)
    }
    if (strangers.waiting > 0) setImmediate(beginSome)
  }
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    strangers.come(socket, networkOf(socket.remoteAddress ?? ''))?.destroy()
    socket.once('close', () => strangers.leave(socket))
    socket.on('error', ignore)
    socket.setTimeout(connectionLimits.handshakeMilliseconds, () => socket.destroy())
    socket.once('readable', () => {
      if (socket.readableLength === 0) return void socket.destroy()
      strangers.speak(socket)
      if (strangers.waiting === 1) setImmediate(beginSome)
    })
  })
  server.prependListener('secureConnection', (socket: TLSSocket) => strangers.leave(rawOf(socket)))
}

/** Errors of a connection before its handshake are its end, and nobody's concern. */
function ignore(): void {}

/** Node keeps the connection below a TLS socket there, and nowhere else. */
function rawOf(socket: TLSSocket): Socket {
  return (socket as unknown as { _parent: Socket })._parent
}

/** Who has one address of IPv6 has all of its network. */
function networkOf(address: string): string {
  const ip = parseIP(address)
  return ip?.family === 6 ? String(ip.value >> 64n) : String(ip?.value)
}
