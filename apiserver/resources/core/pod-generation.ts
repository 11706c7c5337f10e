import { next } from '../../../apimachinery/int64.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { sameInGo } from '../schema/go-values.ts'

/** A changed spec is another generation. Upstream: updatePodGeneration. */
export function raiseGeneration(pod: KubeObject, old: KubeObject): void {
  if (!sameInGo('core/v1.PodSpec', pod['spec'], old['spec'])) {
    pod.metadata.generation = next(old.metadata.generation ?? 0)
  }
}
