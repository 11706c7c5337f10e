import type { IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent } from 'node:https'
import { backendLimits } from '../../apimachinery/limits.ts'
import { ApiError, internalError } from '../../apimachinery/api-error.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { dialError } from './upgrade/dial-error.ts'
import { limitDial } from './upgrade/limit-dial.ts'

/** Where a kubelet listens, and with what it is spoken to. */
export interface KubeletTarget {
  host: string
  port: number
  /** Path and query. */
  path: string
  tls: { key: string; cert: string; ca: string; servername?: string }
}

/** The way to the kubelets. */
export interface KubeletConnector {
  /** Where `path` of the kubelet of `node` is reached. Throws ApiError when the node has no address. */
  target(node: KubeObject, path: string): KubeletTarget
  /** GETs `path`; the answer's body is the caller's to read. */
  get(node: KubeObject, path: string, signal: AbortSignal): Promise<IncomingMessage>
}

/** Reaches kubelets by HTTPS at the address and port that the Node's status gives. */
export function httpsKubelets(tls: { key: string; cert: string; ca: string }): KubeletConnector {
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: backendLimits.sockets, maxFreeSockets: 8 })
  const target = (node: KubeObject, path: string): KubeletTarget => ({ ...addressOf(node), path, tls })
  const get: KubeletConnector['get'] = (node, path, signal) => new Promise((resolve, reject) => {
    const { host, port } = target(node, path)
    const request = httpsRequest({ agent, host, port, path, signal }, resolve)
    limitDial(request)
    request.on('error', (cause: NodeJS.ErrnoException) => {
      // The kubelet closed a kept connection just when it was wanted again; a new one tells whether it is there.
      if (request.reusedSocket && cause.code === 'ECONNRESET' && !signal.aborted) resolve(get(node, path, signal))
      else reject(unreachable(node, path, cause))
    })
    request.end()
  })
  return { target, get }
}

const defaultPort = 10250
/** In the order in which upstream prefers them. */
const addressTypes = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP']

function addressOf({ metadata, status }: KubeObject): { host: string; port: number } {
  const addresses: { type: string; address: string }[] = status?.addresses ?? []
  const preferred = ['InternalIP', ...addressTypes]
  const found = preferred.flatMap((type) => addresses.filter((each) => each.type === type))[0]
  if (!found) throw internalError(`no preferred addresses found; known addresses: []`, { cause: metadata.name })
  return { host: found.address, port: status?.daemonEndpoints?.kubeletEndpoint?.Port || defaultPort }
}

function unreachable(node: KubeObject, path: string, cause: Error): ApiError {
  const { host, port } = addressOf(node)
  return new ApiError(
    500, '', `Get "https://${host.includes(':') ? `[${host}]` : host}:${port}${path}": ${dialError(cause)}`, undefined,
    { cause },
  )
}
