import type { KubeObject } from '../../apimachinery/meta.ts'
import { tellObject } from '../watch/known-values.ts'
import type { Resource } from './resource.ts'
import { storedWire } from './wire-form.ts'

/** An object as it is stored: without its resourceVersion, which is the revision of its last write. */
export interface StoredForm {
  readonly wire: KubeObject
  /** The JSON of `wire`. */
  readonly value: Buffer
}

/** The object in Go's form, and its bytes; printed once, whoever needs it behind this. */
export function encodeForStore(resource: Resource, object: KubeObject): StoredForm {
  return encodeWire(resource, storedWire(resource, object))
}

/** The same for what has Go's form already. */
export function encodeWire({ definition }: Pick<Resource, 'definition'>, wire: KubeObject): StoredForm {
  const stored = withoutRevision(wire)
  const value = Buffer.from(JSON.stringify(stored))
  // What a conversion makes may hold what JSON leaves out.
  if (!definition.conversion) tellObject(value, stored)
  return { wire: stored, value }
}

function withoutRevision(wire: KubeObject): KubeObject {
  if (wire.metadata.resourceVersion === undefined) return wire
  const { resourceVersion: _, ...metadata } = wire.metadata
  return { ...wire, metadata }
}
