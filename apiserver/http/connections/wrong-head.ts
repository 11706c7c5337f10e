import type { IncomingMessage, ServerResponse } from 'node:http'

/** What is wrong with the head of a request, in the words of Go's server. */
export interface WrongHead {
  code: 400 | 501 | 505
  /** Of the status line. */
  reason: string
  text: string
}

const wrong = (code: WrongHead['code'], reason: string, text = `${code} ${reason}`): WrongHead =>
  ({ code, reason, text })
const unknownVersion = wrong(505, 'HTTP Version Not Supported: unsupported protocol version')
const noHost = wrong(400, 'Bad Request: missing required Host header')
const badHost = wrong(400, 'Bad Request: malformed Host header')
const manyHosts = wrong(400, 'Bad Request')
const badEncoding = wrong(501, 'Not Implemented', 'Unsupported transfer encoding')

type Head = Pick<IncomingMessage, 'httpVersionMajor' | 'httpVersionMinor' | 'rawHeaders' | 'headers'>

/**
 * What Node's parser lets through of HTTP/1 and Go's does not: a proxy before us may see another request in it, or
 * another host.
 */
export function wrongHead({ httpVersionMajor, httpVersionMinor, rawHeaders, headers }: Head): WrongHead | undefined {
  if (httpVersionMajor !== 1) return unknownVersion
  const { host, 'transfer-encoding': encoding } = headers
  if (httpVersionMinor > 0) {
    if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') return badEncoding
    if (host === undefined) return noHost
  }
  if (host === undefined) return undefined
  // Of several, Node tells the first only.
  if (namesHostAgain(rawHeaders)) return manyHosts
  return hostLetters.test(host) ? undefined : badHost
}

/** What may stand in a host and port; upstream: httpguts.ValidHostHeader. */
const hostLetters = /^[\w!$%&'()*+,\-.:;=[\]~]*$/

function namesHostAgain(rawHeaders: readonly string[]): boolean {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count > 1
}

/** Says so, and ends the connection: what follows on it may be no request. */
export function refuseHead(response: ServerResponse, { code, reason, text }: WrongHead): void {
  response.shouldKeepAlive = false
  response.writeHead(code, reason, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length })
  response.end(text)
}

const absoluteForm = /^https?:\/\/([^/?#]*)/i

/** Takes the path out of a URL that a client writes whole, as to a proxy; its host counts, not the header. */
export function takePath(request: IncomingMessage): void {
  const { url = '' } = request
  if (url.startsWith('/')) return
  const [start, host] = absoluteForm.exec(url) ?? []
  if (start === undefined) return
  const rest = url.slice(start.length)
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  request.headers.host = host
}
