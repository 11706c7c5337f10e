import { badRequest, notFoundError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { objectKey } from '../../registry/resource.ts'
import { resourceKey } from '../resource-key.ts'
import type { Scope } from '../scope.ts'

interface Named { name: string }

/**
 * The container meant: the only one, or the one named. Throws 400 as upstream words it.
 * Upstream: validateContainer.
 */
export function containerOf(pod: KubeObject, wanted: string): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod['spec'] as Record<string, Named[]>
  const names = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name)
  const { name } = pod.metadata
  if (wanted !== '') {
    if (!names.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`)
    return wanted
  }
  const [only] = containers
  if (only !== undefined && containers.length === 1) return only.name
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`)
}

/** The Node a pod is on; undefined before it is scheduled. One that is missing is named as a pod, as upstream does. */
export function nodeOf({ services, resource }: Scope, pod: KubeObject): KubeObject | undefined {
  const name: string = pod['spec']?.nodeName ?? ''
  if (name === '') return undefined
  const nodes = services.resources.get(resourceKey('', 'v1', 'nodes'))
  const node = nodes?.cache.get(objectKey(nodes, '', name))?.object
  if (!node) throw notFoundError(resource.definition, name)
  return node
}
