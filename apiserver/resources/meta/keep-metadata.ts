import type { KubeObject } from '../../../apimachinery/meta.ts'

/** On endpoints that change nothing of the metadata: all of it stays, but for who owns which field. */
export function keepMetadata(object: KubeObject, old: KubeObject): void {
  const { managedFields } = object.metadata
  object.metadata = { ...old.metadata }
  if (managedFields) object.metadata.managedFields = managedFields
  else delete object.metadata.managedFields
}
