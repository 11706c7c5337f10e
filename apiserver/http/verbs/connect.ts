import { isIPv6 } from 'node:net'
import { badRequest, internalError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import type { KubeletTarget } from '../node-proxy.ts'
import { isTrue } from '../request-info.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { handleUpgrade, type Upgrade } from '../upgrade/upgrade.ts'
import { containerOf, nodeOf } from './pod-container.ts'

/** `pods/NAME/exec`, `attach` and `portforward`: the client's stream goes on to the node's kubelet. */
export async function connect(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { info, signal, upgrade, query } = exchange
  if (query.has('dryRun')) throw badRequest('dryRun is not supported')
  const ports = info.subresource === 'portforward' ? portsOf(query) : []
  // A WebSocket comes by GET. Whoever may only read must not run commands by it.
  await exchange.allowed?.('create')
  const { object: pod } = await getObject(resource, namespaceOf(scope), info.name, '', signal)
  const path = kubeletPath(scope, pod, ports)
  const node = nodeOf(scope, pod)
  if (!node) throw badRequest(`pod ${info.name} does not have a host assigned`)
  if (!services.kubelets) throw internalError('cannot reach kubelets: no client certificate is configured')
  const target = services.kubelets.target(node, path)
  if (!upgrade) throw badRequest('Upgrade request required')
  await handleUpgrade({
    ...upgrade, request: exchange.request, target: endpoint(target), command: info.subresource !== 'portforward',
  })
}

function kubeletPath({ exchange: { info, query } }: Scope, pod: KubeObject, ports: readonly string[]): string {
  const where = `${pod.metadata.namespace}/${info.name}`
  if (info.subresource === 'portforward') {
    return `/portForward/${where}${ports.length > 0 ? `?port=${ports.join(',')}` : ''}`
  }
  const container = containerOf(pod, query.get('container') ?? '')
  const options = new URLSearchParams()
  for (const command of query.getAll('command')) options.append('command', command)
  for (const [stream, kubelets] of streams) if (isTrue(query.get(stream))) options.set(kubelets, '1')
  options.sort()
  return `/${info.subresource}/${where}/${container}?${options}`
}

/** The names of streams in the API, and in kubelet's. */
const streams = [['stdin', 'input'], ['stdout', 'output'], ['stderr', 'error'], ['tty', 'tty']] as const

/** Upstream: Convert_Slice_string_To_Slice_int32. */
function portsOf(query: URLSearchParams): string[] {
  return query.getAll('ports').flatMap((text) => text.split(',')).map((text) => {
    const why = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65535 ? 'value out of range' : ''
    if (why !== '') {
      throw badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`)
    }
    return String(Number(text))
  })
}

/** The kubelet's certificate must be the cluster's and name the address that is called. */
function endpoint({ host, port, path, tls }: KubeletTarget): Upgrade['target'] {
  const name = isIPv6(host) ? `[${host}]` : host
  return { url: new URL(`https://${name}:${port}${path}`), tls }
}
