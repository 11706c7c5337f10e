import type { KubeObject } from '../../apimachinery/meta.ts'
import { expand } from './expand.ts'
import { fieldValue, resourceValue } from './field-ref.ts'
import type { NodeFacts } from './field-ref.ts'
import type { PodObjects } from './objects.ts'
import { initContainersOf, mainContainersOf } from './pod.ts'
import type { Pod, PodContainer } from './pod.ts'
import { serviceEnv } from './service-env.ts'

/** What a container's configuration refers to is not there; kubelet's CreateContainerConfigError. */
export class ContainerConfigError extends Error {}

/**
 * A container's environment in the order of its making: envFrom, then env, in which earlier names may be used, then
 * what is known of services.
 */
export async function containerEnv(
  pod: Pod,
  container: PodContainer,
  { objects, facts }: { objects: PodObjects; facts: NodeFacts },
): Promise<[name: string, value: string][]> {
  const made = new Map<string, string>()
  const services = new Map(
    serviceEnv(await objects.services(pod.metadata.namespace, pod['spec'].enableServiceLinks !== false)),
  )
  for (const source of container['envFrom'] ?? []) {
    for (const [name, value] of await envFrom(pod, source, objects)) made.set(name, value)
  }
  for (const variable of container['env'] ?? []) {
    const value = await valueOf(pod, container, variable, {
      objects, facts, known: (name) => made.get(name) ?? services.get(name),
    })
    if (value !== null) made.set(variable.name, value)
  }
  return [...made, ...[...services].filter(([name]) => !made.has(name))]
}

async function envFrom(pod: Pod, source: any, objects: PodObjects): Promise<[string, string][]> {
  const prefix: string = source.prefix ?? ''
  const ref = source.configMapRef ?? source.secretRef
  const kind = source.configMapRef ? 'configmap' : 'secret'
  const { namespace } = pod.metadata
  const found = kind === 'configmap'
    ? await objects.configMap(namespace, ref.name)
    : await objects.secret(namespace, ref.name)
  if (found === null) {
    if (ref.optional === true) return []
    throw new ContainerConfigError(`${kind} "${ref.name}" not found`)
  }
  const data = kind === 'configmap' ? configMapStrings(found) : secretStrings(found)
  return Object.entries(data).map(([key, value]) => [`${prefix}${key}`, value])
}

interface Context {
  objects: PodObjects
  facts: NodeFacts
  /** Variables that later ones may name. */
  known: (name: string) => string | undefined
}

/** null when an optional reference leads nowhere: the variable is then not set. */
async function valueOf(pod: Pod, container: PodContainer, variable: any, context: Context): Promise<string | null> {
  const { value, valueFrom } = variable
  if (!valueFrom) return expand(value ?? '', context.known)
  if (valueFrom.fieldRef) {
    const found = fieldValue(pod, valueFrom.fieldRef.fieldPath, context.facts)
    if (found === undefined) throw new ContainerConfigError(`unsupported fieldPath: ${valueFrom.fieldRef.fieldPath}`)
    return found
  }
  if (valueFrom.resourceFieldRef) {
    const name = valueFrom.resourceFieldRef.containerName
    const of = [...initContainersOf(pod), ...mainContainersOf(pod)].find((one) => one.name === name) ?? container
    return resourceValue(of, valueFrom.resourceFieldRef, context.facts)
  }
  const { namespace } = pod.metadata
  const ref = valueFrom.configMapKeyRef ?? valueFrom.secretKeyRef
  if (!ref) return ''
  const isMap = valueFrom.configMapKeyRef !== undefined
  const found = isMap
    ? await context.objects.configMap(namespace, ref.name)
    : await context.objects.secret(namespace, ref.name)
  if (found === null) {
    if (ref.optional === true) return null
    throw new ContainerConfigError(`${isMap ? 'configmap' : 'secret'} "${ref.name}" not found`)
  }
  const text = (isMap ? configMapStrings(found) : secretStrings(found))[ref.key]
  if (text !== undefined) return text
  if (ref.optional === true) return null
  throw new ContainerConfigError(
    `couldn't find key ${ref.key} in ${isMap ? 'ConfigMap' : 'Secret'} ${namespace}/${ref.name}`,
  )
}

const configMapStrings = (map: KubeObject): Record<string, string> => map['data'] ?? {}

const secretStrings = (secret: KubeObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries<string>(secret['data'] ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  )
