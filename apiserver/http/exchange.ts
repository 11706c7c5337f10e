import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { answerLimits } from '../../apimachinery/limits.ts'
import type { UserInfo } from '../authn/user.ts'
import type { RequestInfo } from './request-info.ts'

/** One request on its way through the chain, and what the filters have found out about it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  readonly query: URLSearchParams
  readonly info: RequestInfo
  /** Aborted when the client goes away or the server closes. */
  readonly signal: AbortSignal
  /** Set when the connection asks for another protocol: the socket is then for whoever answers. */
  readonly upgrade?: { socket: Duplex; head: Buffer }
  /** Set by authentication, replaced by impersonation. */
  user: UserInfo
  /** Set by flow control: a watch says that it has begun, and needs its seat no more. */
  begun?(): void
  /** The time was up and the client has heard so: whatever comes of the request is nobody's any more. */
  expired?: boolean
  /** What is to be done when the answer has gone, or the client: see `whenClosed`. */
  endings?: (() => void)[]
  /** How much of the body was handed to the connection so far. */
  bytesSent: number
  /**
   * Set by authorization: for what a verb turns out to do besides what was asked (an update that creates). Throws 403.
   */
  allowed?(verb: string): Promise<void>
  /** Texts for `Warning: 299` headers, in order, each once. */
  readonly warnings: string[]
}

/** Adds a warning once; what an answer's head cannot hold anyway is not kept. */
export function warn(exchange: Exchange, text: string): void {
  const { warnings } = exchange
  if (text !== '' && warnings.length < answerLimits.warnings && !warnings.includes(text)) warnings.push(text)
}

/** Does something once the answer has gone out, or its client away; one listener for all who ask. */
export function whenClosed(exchange: Pick<Exchange, 'response' | 'endings'>, act: () => void): void {
  if (exchange.endings) return void exchange.endings.push(act)
  const endings = [act]
  exchange.endings = endings
  exchange.response.once('close', () => {
    for (const end of endings) end()
  })
}

/** A header as one string. */
export function header(exchange: Exchange, name: string): string {
  const value = exchange.request.headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}

/** One stage: does its part, then lets the next one answer. */
export type Filter = (exchange: Exchange, next: () => Promise<void>) => Promise<void>
