import type { KubeObject } from '../../../apimachinery/meta.ts'

/** The metadata of an object as an object of its own. */
export function partialMetadata(object: KubeObject, version: 'v1' | 'v1beta1'): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata }
}
