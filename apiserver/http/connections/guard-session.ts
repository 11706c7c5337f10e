import { constants, type ServerHttp2Session } from 'node:http2'
import { connectionLimits, http2Limits } from '../../../apimachinery/limits.ts'
import { Allowance } from './allowance.ts'

/**
 * Bounds what an HTTP/2 connection asks for besides requests, and asks it to go when it has long had none; one with a quiet
 * watch may stay. Streams taken back without end (rapid reset), unread answers to pings, headers without end and the like are
 * nghttp2's to bound, by the options of the server. Says whether a stream is open.
 */
export function guardSession(session: ServerHttp2Session): { busy(): boolean } {
  const allowance = new Allowance(http2Limits.controlFrames, http2Limits.controlWindowMilliseconds)
  const count = (): void => {
    if (!allowance.take()) session.destroy(new Error('cannot serve the connection: it pings without end'), constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
  session.on('ping', count)
  session.on('remoteSettings', count)
  let streams = 0
  session.on('stream', (stream) => {
    streams++
    stream.once('close', () => streams--)
  })
  session.setTimeout(connectionLimits.keepAliveMilliseconds, () => {
    if (streams === 0) session.close()
  })
  return { busy: () => streams > 0 }
}
