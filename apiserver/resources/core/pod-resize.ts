import type { SubresourceStrategy } from '../definition.ts'
import { keepMetaForStatus } from '../meta/keep-for-status.ts'
import { dropDisabledFields } from './disabled-fields.ts'
import { raiseGeneration } from './pod-generation.ts'
import { validatePodResize } from './validation/pod-resize.ts'

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
  validateUpdate: validatePodResize,
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
