import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'

/** The metadata of an object as an object of its own, without the annotations that are fields really. */
export function partialMetadata(
  { fieldAnnotations }: ResourceDefinition, { metadata }: KubeObject, version: 'v1' | 'v1beta1',
): KubeObject {
  const shown = fieldAnnotations ? withoutAnnotations(metadata, fieldAnnotations) : metadata
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: shown }
}

function withoutAnnotations(metadata: KubeObject['metadata'], names: readonly string[]): KubeObject['metadata'] {
  const { annotations = {}, ...rest } = metadata
  const kept = Object.entries(annotations).filter(([name]) => !names.includes(name))
  return kept.length === 0 ? rest : { ...metadata, annotations: Object.fromEntries(kept) }
}
