import type { Duplex } from 'node:stream'
import { STATUS_CODES } from 'node:http'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { currentAnswer } from './current-answer.ts'

const codes: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Tells a client that what it sent is no request, as Go's server does in plain text, and closes the connection. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const answer = currentAnswer(socket)
  // What was said of the head is heard, even if there is more wrong behind it.
  if (answer?.headersSent) return answer.writableEnded ? closeSoon(socket) : void socket.destroy()
  const code = codes[error.code ?? ''] ?? 400
  const reason = STATUS_CODES[code] ?? ''
  refuseWith(socket, { code, reason, text: `${code} ${reason}` })
}

/** What is wrong with a request. */
interface Refusal {
  code: number
  reason: string
  text: string
}

/** The same where it is known what is wrong, and no response to say it with. */
export function refuseWith(socket: Duplex, { code, reason, text }: Refusal): void {
  const head = `HTTP/1.1 ${code} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close`
  socket.end(`${head}\r\n\r\n${text}`)
  closeSoon(socket)
}

/** Ends a connection to which all is said: its client may hear it, and need not close it. */
export function closeSoon(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), connectionLimits.lingerMilliseconds).unref()
  socket.once('close', () => clearTimeout(timer))
}
