import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'

/** A changed spec is another generation. Upstream: updatePodGeneration. */
export function raiseGeneration(pod: KubeObject, old: KubeObject): void {
  if (!semanticEqual(pod['spec'], old['spec'])) pod.metadata.generation = (old.metadata.generation ?? 0) + 1
}
