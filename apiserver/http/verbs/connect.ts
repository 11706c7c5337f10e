import { isIPv6 } from 'node:net'
import { badRequest, internalError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import type { KubeletTarget } from '../node-proxy.ts'
import { namespaceOf, type Scope } from '../scope.ts'
import { handleUpgrade, type Upgrade } from '../upgrade/upgrade.ts'
import { containerOf, nodeOf } from './log.ts'

/** `pods/NAME/exec`, `attach` and `portforward`: the client's stream goes on to the node's kubelet. */
export async function connect(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { info, signal, upgrade } = exchange
  const { object: pod } = await getObject(resource, namespaceOf(scope), info.name, '', signal)
  const path = kubeletPath(scope, pod)
  const node = nodeOf(scope, pod)
  if (!node) throw badRequest(`pod ${info.name} does not have a host assigned`)
  if (!services.kubelets) throw internalError('cannot reach kubelets: no client certificate is configured')
  if (!upgrade) throw badRequest('Upgrade request required')
  await handleUpgrade({ ...upgrade, request: exchange.request, target: endpoint(services.kubelets.target(node, path)) })
}

function kubeletPath({ exchange: { info, query } }: Scope, pod: KubeObject): string {
  const where = `${pod.metadata.namespace}/${info.name}`
  if (info.subresource === 'portforward') return `/portForward/${where}/${pod.metadata.uid}?${query}`
  const container = containerOf(pod, query.get('container') ?? '')
  const options = new URLSearchParams()
  for (const command of query.getAll('command')) options.append('command', command)
  for (const [stream, kubelets] of [['stdin', 'input'], ['stdout', 'output'], ['stderr', 'error'], ['tty', 'tty']] as const) {
    if (/^(true|1)$/i.test(query.get(stream) ?? '')) options.set(kubelets, '1')
  }
  return `/${info.subresource}/${where}/${pod.metadata.uid}/${container}?${options}`
}

/** The kubelet's certificate must be the cluster's and name the address that is called. */
function endpoint({ host, port, path, tls }: KubeletTarget): Upgrade['target'] {
  const name = isIPv6(host) ? `[${host}]` : host
  return { url: new URL(`https://${name}:${port}${path}`), tls }
}
