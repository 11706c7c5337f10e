import type { KubeObject } from '../../apimachinery/meta.ts'
import { canonicalValues } from '../resources/schema/canonical.ts'
import { toWire as wireOf } from '../resources/schema/encode.ts'
import { builtinSchema } from '../resources/schema/load.ts'
import { nullEmpty } from '../resources/schema/null-empty.ts'
import type { StructType } from '../resources/schema/schema.ts'
import { dropZeroScalars } from '../resources/schema/zero-scalars.ts'
import type { Resource } from './resource.ts'

/**
 * The stored form of an object as Go would marshal it; a kind that is stored as another one is marshalled as itself.
 */
export function storedWire(
  { definition: { conversion, storedAsJson }, struct, toWire }: Resource, object: KubeObject,
): KubeObject {
  if (conversion?.storedType) return wireOf(builtinSchema().struct(conversion.storedType), object)
  if (conversion) return conversion.toStored(toWire(conversion.fromStored(object)))
  const wire = toWire(object)
  if (!storedAsJson) nullEmpty(struct, wire)
  return wire
}

/** An object in the form that the resource's own API shows. */
export function shownForm(
  { definition: { conversion } }: Pick<Resource, 'definition'>, object: KubeObject,
): KubeObject {
  return conversion ? conversion.fromStored(object) : object
}

/** The kind that errors name: what is stored as a kind of core's is taken for one. */
export function storedKind({ group, kind, conversion }: Resource['definition']): { group: string; kind: string } {
  return { group: conversion && !conversion.storedType ? '' : group, kind }
}

/** The type an object is checked as; undefined for what is stored as a kind of another group. */
function checkedType({ definition: { conversion }, struct }: Resource): StructType | undefined {
  if (!conversion) return struct
  return conversion.storedType ? builtinSchema().struct(conversion.storedType) : undefined
}

/** Takes out what Go would not see in an object (a private copy) that a client spelled out. */
export function dropZeros(resource: Resource, object: KubeObject): void {
  const struct = checkedType(resource)
  if (struct) dropZeroScalars(struct, object)
}

/** Gives maps and quantities the form in which messages print them; those of a kind stored as another stay. */
export function makeCanonical(resource: Resource, object: KubeObject): void {
  const struct = checkedType(resource)
  if (struct) Object.assign(object, canonicalValues(struct, object))
}
