/**
 * The hand-over from client-side to server-side apply: what kubectl noted as last applied is no conflict for it, and
 * the note is kept current. Upstream: lastAppliedManager and lastAppliedUpdater.
 */
import { patchLimits } from '../../../apimachinery/limits.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { compare } from './compare.ts'
import { TypeMismatch } from './element-of.ts'
import { difference, emptySet } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldSetOfValue } from './extract.ts'
import type { Shape } from './shape.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** What the live object still has as it was last applied on the client's side. */
export function unchangedSinceLastApplied(live: KubeObject, apiVersion: string, shape: Shape): FieldSet {
  const text = live.metadata.annotations?.[annotation]
  if (text === undefined || text === '') return emptySet
  try {
    const last = JSON.parse(text) as KubeObject
    if (last.apiVersion !== apiVersion) return emptySet
    const changes = compare(shape, last, live)
    const fields = fieldSetOfValue(shape, last)
    return difference(difference(difference(fields, changes.modified), changes.added), changes.removed)
  } catch (error) {
    if (error instanceof TypeMismatch || error instanceof SyntaxError) return emptySet
    throw error
  }
}

/** `object` with the note brought up to date, where it has one. */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  const annotations = object.metadata.annotations
  if (annotations?.[annotation] === undefined || annotations[annotation] === '') return object
  const { [annotation]: _, ...others } = annotations
  const next = { ...others, [annotation]: `${sortedJson(withoutNote(applied))}\n` }
  return { ...object, metadata: { ...object.metadata, annotations: fits(next) ? next : others } }
}

function withoutNote(applied: KubeObject): KubeObject {
  const annotations = applied.metadata?.annotations
  if (annotations === undefined) return applied
  const { [annotation]: _, ...others } = annotations
  return { ...applied, metadata: { ...applied.metadata, annotations: others } }
}

function fits(annotations: Record<string, string>): boolean {
  const size = Object.entries(annotations)
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  return size <= patchLimits.annotationBytes
}

/** JSON with sorted keys, as Go writes maps. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
