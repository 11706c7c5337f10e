import { connect } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'

import { dialError } from './dial-error.ts'
import { failure, success, userAgentVersion } from './outcome.ts'
import type { ProbeOutcome } from './outcome.ts'

const serving = 1
const servingNames = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']
const codes = { unimplemented: 12, deadlineExceeded: 4 }

/** Asks a server's grpc.health.v1.Health, without TLS. Upstream: probe/grpc. */
export async function probeGrpc(
  host: string, port: number, options: { service: string; timeoutMs: number },
): Promise<ProbeOutcome> {
  const { service, timeoutMs } = options
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const session = connect(`http://${address}`)
  let late = false
  const timer = setTimeout(() => {
    late = true
    session.destroy()
  }, timeoutMs)
  const within = `${timeoutMs / 1000}s`
  try {
    const refused = await connected(session)
    if (late) {
      return failure(`timeout: failed to connect service "${address}" within ${within}: context deadline exceeded`)
    }
    if (refused !== null) {
      return failure(`error: failed to connect service at "${address}": ${dialError(refused, host, port)}`)
    }
    const { headers, body } = await check(session, service)
    if (late) return failure(`timeout: health rpc did not complete within ${within}`)
    return judge(headers, body, within)
  } catch (error) {
    if (late) return failure(`timeout: health rpc did not complete within ${within}`)
    return failure(`error: health rpc probe failed: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    clearTimeout(timer)
    session.destroy()
  }
}

function connected(session: ClientHttp2Session): Promise<Error | null> {
  return new Promise((resolve) => {
    session.once('connect', () => resolve(null))
    session.once('close', () => resolve(null))
    session.on('error', resolve)
  })
}

/** Sends one HealthCheckRequest and reads headers, message and trailers. */
function check(session: ClientHttp2Session, service: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const stream: ClientHttp2Stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': `kube-probe/${userAgentVersion}`,
    })
    let headers: IncomingHttpHeaders = {}
    const chunks: Buffer[] = []
    stream.on('response', (first) => (headers = { ...headers, ...first }))
    stream.on('trailers', (last) => (headers = { ...headers, ...last }))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => resolve({ headers, body: Buffer.concat(chunks) }))
    stream.end(message(service))
  })
}

/** A length-prefixed message whose one field, number 1, is the service's name. */
function message(service: string): Buffer {
  const name = Buffer.from(service)
  const field = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a]), varint(name.length), name])
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(field.length, 1)
  return Buffer.concat([prefix, field])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest])
    bytes.push((rest & 0x7f) | 0x80)
  }
}

function judge(headers: IncomingHttpHeaders, body: Buffer, within: string): ProbeOutcome {
  const code = Number(headers['grpc-status'] ?? 2)
  const said = decodeURIComponent(String(headers['grpc-message'] ?? ''))
  if (code === codes.unimplemented) {
    return failure(`error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${said}`)
  }
  if (code === codes.deadlineExceeded) return failure(`timeout: health rpc did not complete within ${within}`)
  if (code !== 0) return failure(`error: health rpc probe failed: rpc error: code = ${code} desc = ${said}`)
  // Field 1 is the status; a status of 0 is left out.
  const status = body.length >= 7 && body[5] === 0x08 ? (body[6] ?? 0) : 0
  return status === serving
    ? success('service healthy')
    : failure(`service unhealthy (responded with "${servingNames[status] ?? status}")`)
}
