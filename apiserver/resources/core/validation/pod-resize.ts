import { semanticEqual } from '../../../../apimachinery/equality.ts'
import { forbidden, invalid, type FieldError } from '../../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../../apimachinery/meta.ts'
import { qosClassOf } from '../qos-class.ts'
import { noPath } from './paths.ts'
import { validatePodView } from './pod.ts'

const lists = ['containers', 'initContainers'] as const

/** What is wrong with a pod that is to have other amounts of cpu and memory. Upstream: ValidatePodResize. */
export function validatePodResize(pod: KubeObject, old: KubeObject): FieldError[] {
  if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
    return [forbidden(noPath, 'static pods cannot be resized')]
  }
  if (old['spec'].os?.name === 'windows') return [forbidden(noPath, 'windows pods cannot be resized')]
  const [spec, before] = [pod['spec'], old['spec']]
  const errors = [
    ...validatePodView(pod, old), ...validateSupport(pod, old), ...validateWhole(spec.resources, before.resources),
  ]
  const order = lists.flatMap((list) => validateOrder(listOf(spec, list), listOf(before, list), list))
  if (order.length > 0) return [...errors, ...order]
  errors.push(
    ...validateRemovals(spec, before, 'initContainers'),
    ...validateRemovals(spec, before, 'containers'),
    ...listOf(spec, 'containers').flatMap((container, at) =>
      (keepsRest(container, before.containers[at])
        ? []
        : [forbidden('spec', 'only cpu and memory resources are mutable')])),
    ...listOf(spec, 'initContainers').flatMap((container, at) =>
      validateInit(container, before.initContainers[at], `spec.initContainers[${at}]`)),
  )
  if (errors.length > 0) return errors
  return semanticEqual(withOldResources(spec, before), before)
    ? []
    : [forbidden('spec', 'only cpu and memory resources are mutable')]
}

const listOf = (spec: any, list: string): any[] => spec[list] ?? []

function validateSupport(pod: KubeObject, { spec, status = {} }: KubeObject): FieldError[] {
  const quality = status.qosClass || qosClassOf(spec)
  const running = (status.containerStatuses ?? []).find(({ state }: any) => state?.running)
  const message = 'Pod QOS Class may not change as a result of resizing'
  return [
    ...(quality === qosClassOf(pod['spec']) ? [] : [invalid('spec', pod['status']?.qosClass ?? '', message)]),
    ...(running && !running.resources ? [forbidden('spec', 'Pod running on node without support for resize')] : []),
  ]
}

/** What the pod may use as a whole. Upstream: validatePodLevelResourcesResize. */
function validateWhole(resources: any, old: any): FieldError[] {
  if (!hasAmounts(resources) && !hasAmounts(old)) return []
  if (old && !resources) return [forbidden('spec.resources', 'pod-level resources cannot be removed')]
  const removed = ['requests', 'limits'].filter((part) => old && isRemoved(resources[part], old[part]))
  const rest = oldAmounts(resources, old)
  const same = semanticEqual(old ? { claims: resources.claims, ...rest } : rest, old ?? {})
  return [
    ...removed.map((part) => forbidden(`spec.resources.${part}`, `pod-level resource ${part} cannot be removed`)),
    ...(same ? [] : [forbidden('spec', 'only cpu and memory resources are mutable at pod-level')]),
  ]
}

const hasAmounts = (resources: any): boolean =>
  Object.keys(resources?.requests ?? {}).length + Object.keys(resources?.limits ?? {}).length > 0

function validateOrder(now: any[], before: any[], list: string): FieldError[] {
  if (now.length !== before.length) return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)]
  return before.flatMap(({ name }, at) => (now[at].name === name ? []
    : [forbidden(`spec.${list}[${at}].name`, `${list} may not be renamed or reordered on resize`)]))
}

function validateRemovals(spec: any, old: any, list: string): FieldError[] {
  return listOf(old, list).flatMap((container, at) => ['requests', 'limits'].flatMap((part) =>
    (isRemoved(listOf(spec, list)[at].resources?.[part], container.resources?.[part])
      ? [forbidden(`spec.${list}[${at}].resources.${part}`, `resource ${part} cannot be removed`)]
      : [])))
}

function isRemoved(amounts: object = {}, old: object = {}): boolean {
  return Object.keys(old).some((name) => !Object.hasOwn(amounts, name))
}

function validateInit(container: any, old: any, path: string): FieldError[] {
  const ends = container.restartPolicy !== 'Always'
  const restarts = (container.resizePolicy ?? [])
    .filter(({ restartPolicy }: any) => restartPolicy === 'RestartContainer')
  const other = 'only cpu and memory resources for init or sidecar containers are mutable'
  const restart = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'
  return [
    ...(keepsRest(container, old) ? [] : [forbidden(path, other)]),
    ...(ends && !semanticEqual(container, old) ? restarts.map(() => forbidden(path, restart)) : []),
  ]
}

/**
 * With the old amounts of cpu and memory, nothing else is different. Upstream forgets claims here,
 * so that they forbid it.
 */
function keepsRest(container: any, old: any): boolean {
  return semanticEqual({ ...container, resources: oldAmounts(container.resources, old.resources) }, old)
}

function withOldResources(spec: any, old: any): any {
  const back = {
    ...spec, ...(hasAmounts(spec.resources) || hasAmounts(old.resources) ? { resources: old.resources } : {}),
  }
  for (const list of lists) {
    if (spec[list]) {
      back[list] =
        spec[list].map((container: any, at: number) => ({ ...container, resources: old[list][at].resources }))
    }
  }
  return back
}

function oldAmounts(resources: any = {}, old: any = {}): any {
  return Object.fromEntries(['limits', 'requests'].flatMap((part) => {
    const others = Object.entries(resources[part] ?? {}).filter(([name]) => name !== 'cpu' && name !== 'memory')
    const kept = Object.entries(old[part] ?? {}).filter(([name]) => name === 'cpu' || name === 'memory')
    const all = Object.fromEntries([...others, ...kept])
    return Object.keys(all).length === 0 ? [] : [[part, all]]
  }))
}
