import { semanticEqual } from '../../apimachinery/equality.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { readAmounts, type Amounts } from '../../apimachinery/amounts.ts'
import { forbid } from './forbid.ts'
import { podOf } from './pod-create.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'
import { mergeTolerations } from './merge-tolerations.ts'

/** A pod takes its overhead and where it may run from its runtime class. Upstream: plugin/admission/runtimeclass. */
export function runtimeClass({ getObject }: Pick<AdmissionSources, 'getObject'>): AdmissionPlugin {
  const classOf = async (attributes: Attributes, pod: KubeObject): Promise<KubeObject | undefined> => {
    const name: string | undefined = pod['spec'].runtimeClassName
    if (name === undefined || name === null) return undefined
    const found = await getObject?.('node.k8s.io/v1/runtimeclasses', '', name)
    if (found === undefined) throw forbid(attributes, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`)
    return found
  }
  return {
    name: 'RuntimeClass',
    only: ['pods'],
    async admit(attributes) {
      const pod = podOf(attributes, 'CREATE')
      if (pod === undefined) return
      const found = await classOf(attributes, pod)
      const overhead = found?.['overhead']?.podFixed
      if (found?.['overhead']) {
        if (Object.keys(pod['spec'].overhead ?? {}).length > 0) checkOverhead(attributes, pod, overhead)
        pod['spec'].overhead = { ...overhead }
      }
      if (found?.['scheduling']) schedule(attributes, pod, found['scheduling'])
    },
    async validate(attributes) {
      const pod = podOf(attributes, 'CREATE')
      if (pod === undefined) return
      const found = await classOf(attributes, pod)
      if (found?.['overhead']) checkOverhead(attributes, pod, found['overhead'].podFixed)
      else if (pod['spec'].overhead) {
        throw forbid(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
      }
    },
  }
}

function checkOverhead(attributes: Attributes, pod: KubeObject, overhead: Record<string, string> | undefined): void {
  const [given, wanted] = [readAmounts(pod['spec'].overhead), readAmounts(overhead)]
  if (sameAmounts(given, wanted)) return
  throw forbid(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
}

function sameAmounts(one: Amounts, other: Amounts): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names]
    .every((name) => one[name] !== undefined && other[name] !== undefined && one[name].compare(other[name]) === 0)
}

function schedule(attributes: Attributes, pod: KubeObject, { nodeSelector = {}, tolerations = [] }: any): void {
  const given: Record<string, string> = pod['spec'].nodeSelector ?? {}
  const conflict = Object.keys(nodeSelector).find((key) => given[key] !== undefined && given[key] !== nodeSelector[key])
  if (conflict !== undefined) {
    const both = `runtimeClass.scheduling.nodeSelector[${conflict}] = ${nodeSelector[conflict]}; ` +
      `pod.spec.nodeSelector[${conflict}] = ${given[conflict]}`
    throw forbid(attributes, `conflict: ${both}`)
  }
  const selector = { ...given, ...nodeSelector }
  if (!semanticEqual(selector, {})) pod['spec'].nodeSelector = selector
  const merged = mergeTolerations([...(pod['spec'].tolerations ?? []), ...tolerations])
  if (merged.length > 0) pod['spec'].tolerations = merged
}
