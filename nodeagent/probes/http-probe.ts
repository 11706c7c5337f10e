import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

import { containerLimits } from '../../apimachinery/limits.ts'
import { dialError } from './dial-error.ts'
import { failure, success, userAgentVersion, warning } from './outcome.ts'
import type { ProbeOutcome } from './outcome.ts'

/** Where a GET goes, and what it says. */
export interface HttpTarget {
  scheme: 'http' | 'https'
  host: string
  port: number
  path: string
  headers: readonly { name: string; value: string }[]
  /** `probe` or `lifecycle`, in the User-Agent. */
  purpose: 'probe' | 'lifecycle'
}

/** Whether a GET is answered with 200 to 399; redirects to the same host are followed. Upstream: http.DoHTTPProbe. */
export async function probeHttp(target: HttpTarget, timeoutMs: number): Promise<ProbeOutcome> {
  const signal = AbortSignal.timeout(timeoutMs)
  let url = targetUrl(target)
  for (let redirects = 0; ; redirects += 1) {
    let answer: { status: number; location: string | undefined; body: string }
    try {
      answer = await get(url, target, signal)
    } catch (error) {
      return failure(`Get "${targetUrl(target)}": ${whyNot(error, url, signal)}`)
    }
    const { status, location, body } = answer
    if (status < 200 || status >= 400) return failure(`HTTP probe failed with statuscode: ${status}`)
    if (status < 300) return success(body)
    const next = location === undefined ? null : URL.parse(location, url.href)
    if (next === null || next.hostname !== url.hostname) {
      return warning(`Probe terminated redirects, Response body: ${body}`)
    }
    if (redirects >= containerLimits.probeRedirects) return failure(`Get "${next}": stopped after 10 redirects`)
    url = next
  }
}

function targetUrl({ scheme, host, port, path }: HttpTarget): URL {
  const base = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
  return URL.parse(`${base}${path.startsWith('/') ? '' : '/'}${path}`) ?? new URL(base)
}

async function get(url: URL, { headers, purpose }: HttpTarget, signal: AbortSignal) {
  const own: Record<string, string> = { 'User-Agent': `kube-${purpose}/${userAgentVersion}`, Accept: '*/*' }
  for (const { name, value } of headers) {
    const known = Object.keys(own).find((one) => one.toLowerCase() === name.toLowerCase())
    if (known !== undefined) delete own[known]
    own[name] = value
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    // Containers serve certificates for names of their own, if any.
    const options = { headers: own, signal, agent: false, rejectUnauthorized: false }
    send(url, options, resolve).on('error', reject).end()
  })
  return { status: answer.statusCode ?? 0, location: answer.headers.location, body: await start(answer) }
}

async function start(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= containerLimits.probeBody) break
  }
  answer.destroy()
  return Buffer.concat(chunks).subarray(0, containerLimits.probeBody).toString()
}

function whyNot(error: unknown, url: URL, signal: AbortSignal): string {
  if (signal.aborted) return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  const { code, syscall } = error as NodeJS.ErrnoException
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (syscall === 'connect') return dialError(error, url.hostname.replace(/^\[|\]$/g, ''), port)
  if (code === 'ECONNRESET') return 'EOF'
  return error instanceof Error ? error.message : String(error)
}
