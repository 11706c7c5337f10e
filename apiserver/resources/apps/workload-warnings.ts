import { isDNS1123Label } from '../../../apimachinery/names.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { warningsForPodSpec } from '../core/pod-warnings.ts'

/** For names that do not fit into the names of pods. */
export function nameWarnings({ metadata }: KubeObject): string[] {
  const messages = isDNS1123Label(metadata.name ?? '')
  const text =
    'this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended'
  return messages.length === 0 ? [] : [`metadata.name: ${text}: [${messages.join(' ')}]`]
}

/** For what is deprecated or odd in the template of a workload's pods. */
export function templateWarnings(template: any, path = 'spec.template'): string[] {
  const { spec = {}, metadata = {} } = template ?? {}
  return warningsForPodSpec(spec, metadata, path)
}
