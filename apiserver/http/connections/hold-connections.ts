import type { Http2SecureServer, ServerHttp2Session } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { currentAnswer } from './current-answer.ts'
import { guardSession } from './guard-session.ts'
import { roomFor } from './room.ts'

/**
 * Holds a server to `limit` connections. Whoever comes when all are taken gets the place of the one that has been there
 * longest and asks for nothing; when all are busy he is turned away, and nobody else is.
 */
export function holdConnections(server: Http2SecureServer, limit = roomFor.connections()): void {
  const open = new Set<TLSSocket>()
  const sessions = new WeakMap<TLSSocket, { busy(): boolean }>()
  const isIdle = (socket: TLSSocket): boolean => !currentAnswer(socket) && sessions.get(socket)?.busy() !== true
  let newest: TLSSocket | undefined
  // Those whose handshake is not done are not counted yet; they have a little time, and room of their own.
  server.maxConnections = limit + roomFor.strangers()
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    newest = socket
    if (open.size >= limit) {
      const leaving = [...open].find(isIdle)
      // Not at once: the server's own listener still sets it up.
      if (!leaving) return void setImmediate(() => socket.destroy())
      open.delete(leaving)
      leaving.destroy()
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  // Comes while its connection is set up, so it is the newest one's; its own `socket` is a stand-in.
  server.on('session', (session: ServerHttp2Session) => {
    const guarded = guardSession(session)
    if (newest) sessions.set(newest, guarded)
  })
}
