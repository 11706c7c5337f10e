import { semanticEqual } from '../../../apimachinery/equality.ts'
import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { SubresourceStrategy } from '../definition.ts'
import { keepMetaForStatus } from '../meta/keep-for-status.ts'
import { dropDisabledFields } from './disabled-fields.ts'
import { raiseGeneration } from './pod-generation.ts'
import { qosClassOf } from './qos-class.ts'
import { validatePodView } from './validation/pod.ts'

const lists = ['containers', 'initContainers'] as const

/** `pods/resize`: other amounts of cpu and memory for a running pod. Upstream: podResizeStrategy. */
export const podResize: SubresourceStrategy = {
  prepareForUpdate(pod, old) {
    const wanted = pod['spec']
    // Where containers come, go or change places nothing is merged, so that validation sees it.
    if (lists.every((list) => listOf(wanted, list).length === listOf(old['spec'], list).length)) {
      pod['spec'] = resized(old['spec'], wanted)
      pod['status'] = old['status']
      keepMetaForStatus(pod.metadata, old.metadata)
    }
    dropDisabledFields(pod['spec'])
    raiseGeneration(pod, old)
  },
  validateUpdate(pod, old) {
    if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return [forbidden('', 'static pods cannot be resized')]
    if (old['spec'].os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')]
    const errors = [...validatePodView(pod, old), ...validateWhole(pod, old)]
    const order = lists.flatMap((list) => validateOrder(pod['spec'], old['spec'], list))
    if (order.length > 0) return [...errors, ...order]
    const all = [...errors, ...lists.flatMap((list) => validateRemovals(pod['spec'], old['spec'], list)), ...validateMutability(pod, old)]
    if (all.length > 0) return all
    return semanticEqual(withOldAmounts(pod['spec'], old['spec']), old['spec']) ? [] : [notMutable()]
  },
}

const listOf = (spec: any, list: string): any[] => spec[list] ?? []

function resized(old: any, wanted: any): any {
  const spec = { ...structuredClone(old) }
  if (wanted.resources === undefined) delete spec.resources
  else spec.resources = wanted.resources
  for (const list of lists) if (old[list] || wanted[list]) spec[list] = merged(listOf(old, list), listOf(wanted, list))
  return spec
}

function merged(old: any[], wanted: any[]): any[] {
  if (wanted.some(({ name }, at) => name !== old[at].name)) return wanted
  return old.map((container, at) => {
    const { resources: _, resizePolicy: __, ...rest } = structuredClone(container)
    const { resources, resizePolicy } = wanted[at]
    return { ...rest, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) }
  })
}

function validateWhole(pod: KubeObject, old: KubeObject): FieldError[] {
  const quality = qosClassOf(pod['spec'])
  const running = (old['status']?.containerStatuses ?? []).find(({ state }: any) => state?.running)
  const removed = (part: string): FieldError[] => (isRemoved(pod['spec'].resources?.[part], old['spec'].resources?.[part])
    ? [forbidden(`spec.resources.${part}`, `pod-level resource ${part} cannot be removed`)] : [])
  const pods = !old['spec'].resources ? []
    : pod['spec'].resources ? [...removed('requests'), ...removed('limits')] : [forbidden('spec.resources', 'pod-level resources cannot be removed')]
  return [
    ...(qosClassOf(old['spec']) === quality ? []
      : [invalid('spec', pod['status']?.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing')]),
    ...(running && !running.resources ? [forbidden('spec', 'Pod running on node without support for resize')] : []),
    ...pods,
  ]
}

function validateOrder(spec: any, old: any, list: string): FieldError[] {
  const [now, before] = [listOf(spec, list), listOf(old, list)]
  if (now.length !== before.length) return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)]
  return before.flatMap(({ name }, at) => (now[at].name === name ? []
    : [forbidden(`spec.${list}[${at}].name`, `${list} may not be renamed or reordered on resize`)]))
}

const isSidecar = ({ restartPolicy }: any): boolean => restartPolicy === 'Always'

function validateRemovals(spec: any, old: any, list: string): FieldError[] {
  return listOf(old, list).flatMap((container, at) => {
    if (list === 'initContainers' && !isSidecar(container)) return []
    const now = listOf(spec, list)[at].resources
    return ['requests', 'limits'].flatMap((part) => (isRemoved(now?.[part], container.resources?.[part])
      ? [forbidden(`spec.${list}[${at}].resources.${part}`, `resource ${part} cannot be removed`)] : []))
  })
}

function isRemoved(amounts: object = {}, old: object = {}): boolean {
  return Object.keys(old).some((name) => !Object.hasOwn(amounts, name))
}

const notMutable = (): FieldError => forbidden('spec', 'only cpu and memory resources are mutable')

function validateMutability(pod: KubeObject, old: KubeObject): FieldError[] {
  const before = old['spec']
  const containers = listOf(pod['spec'], 'containers').flatMap((container, at) =>
    (semanticEqual(withOldResources(container, before.containers[at]), before.containers[at]) ? [] : [notMutable()]))
  const init = listOf(pod['spec'], 'initContainers').flatMap((container, at) => {
    const present = before.initContainers[at]
    if (isSidecar(container)) {
      if (semanticEqual(withOldResources(container, present), present)) return []
      return [forbidden(`spec.initContainers[${at}]`, 'only cpu and memory resources for init or sidecar containers are mutable')]
    }
    return semanticEqual(container, present) ? [] : [forbidden('spec', 'resources for non-sidecar init containers are immutable')]
  })
  return [...containers, ...init]
}

/** With the old amounts of cpu and memory, an allowed change leaves nothing else different. */
function withOldAmounts(spec: any, old: any): any {
  const back = { ...spec }
  for (const list of lists) {
    if (spec[list]) back[list] = spec[list].map((container: any, at: number) => withOldResources(container, old[list][at]))
  }
  if (spec.resources) back.resources = { ...spec.resources, ...oldAmounts(spec.resources, old.resources) }
  return back
}

function withOldResources(container: any, old: any): any {
  const { claims } = old.resources ?? {}
  const resources = oldAmounts(container.resources, old.resources)
  return { ...container, resources: { ...resources, ...(claims ? { claims } : {}) }, resizePolicy: old.resizePolicy }
}

function oldAmounts(resources: any = {}, old: any = {}): any {
  return Object.fromEntries(['limits', 'requests'].flatMap((part) => {
    const others = Object.entries(resources[part] ?? {}).filter(([name]) => name !== 'cpu' && name !== 'memory')
    const kept = Object.entries(old[part] ?? {}).filter(([name]) => name === 'cpu' || name === 'memory')
    const all = Object.fromEntries([...others, ...kept])
    return Object.keys(all).length === 0 ? [] : [[part, all]]
  }))
}
