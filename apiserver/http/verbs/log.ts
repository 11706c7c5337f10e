import { badRequest, notFoundError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { getObject } from '../../registry/get.ts'
import { objectKey } from '../../registry/resource.ts'
import { resourceKey } from '../resource-key.ts'
import { namespaceOf, type Scope } from '../scope.ts'

const passed = ['follow', 'previous', 'sinceSeconds', 'sinceTime', 'timestamps', 'tailLines', 'limitBytes', 'stream']

/** GET of `pods/NAME/log`: what the node's kubelet has, as it comes. */
export async function log(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { response, query, info, signal } = exchange
  const { object: pod } = await getObject(resource, namespaceOf(scope), info.name, '', signal)
  const container = containerOf(pod, query.get('container') ?? '')
  const node = nodeOf(scope, pod)
  if (!node || !services.kubelets) {
    response.writeHead(204)
    response.end()
    return
  }
  const options = new URLSearchParams(passed.filter((key) => query.has(key)).map((key): [string, string] => [key, query.get(key) ?? '']))
  const path = `/containerLogs/${pod.metadata.namespace}/${info.name}/${container}?${options}`
  const answer = await services.kubelets.get(node, path, signal)
  response.writeHead(answer.statusCode ?? 500, { 'Content-Type': answer.headers['content-type'] ?? 'text/plain' })
  response.flushHeaders()
  answer.on('error', () => response.destroy())
  answer.pipe(response)
}

/** The container meant: the only one, or the one named. Throws 400 as upstream words it. */
export function containerOf(pod: KubeObject, wanted: string): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod['spec'] as Record<string, { name: string }[]>
  const names = [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name)
  const { name } = pod.metadata
  if (wanted !== '') {
    if (!names.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`)
    return wanted
  }
  const byAnnotation = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? ''
  if (names.includes(byAnnotation)) return byAnnotation
  if (containers.length === 1 && initContainers.length === 0) return containers[0]?.name ?? ''
  const init = initContainers.length > 0 ? ` or one of the init containers: [${initContainers.map((each) => each.name).join(' ')}]` : ''
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${containers.map((each) => each.name).join(' ')}]${init}`)
}

/** The Node a pod is on; undefined before it is scheduled. */
export function nodeOf({ services }: Scope, pod: KubeObject): KubeObject | undefined {
  const name: string = pod['spec']?.nodeName ?? ''
  if (name === '') return undefined
  const nodes = services.resources.get(resourceKey('', 'v1', 'nodes'))
  const node = nodes?.cache.get(objectKey(nodes, '', name))?.object
  if (!node) throw notFoundError({ group: '', resource: 'nodes' }, name)
  return node
}
