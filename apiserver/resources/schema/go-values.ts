import { semanticEqual } from '../../../apimachinery/equality.ts'
import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'
import type { StructType, TypeRef } from './schema.ts'

/** A value of a built-in type as Go marshals it; null for none. */
export function marshalled(type: string, value: unknown): unknown {
  return value === undefined || value === null ? null : toWire(builtinSchema().struct(type), value)
}

/** Whether two values of a built-in type are the same once Go has read them: absent fields count as their zero. */
export function sameInGo(type: string, left: unknown, right: unknown): boolean {
  return semanticEqual(marshalled(type, left ?? {}), marshalled(type, right ?? {}))
}

/** Takes empty lists out of an object of a built-in type, in place: protobuf, in which it is stored, knows none. */
export function dropEmptyLists(type: string, object: unknown): void {
  dropIn(builtinSchema().struct(type), object)
}

function dropIn(struct: StructType, object: any): void {
  for (const { name, type } of struct.fields) {
    const value = object?.[name]
    if (Array.isArray(value) && value.length === 0) delete object[name]
    else if (value !== undefined && value !== null) visit(type, value)
  }
}

function visit(type: TypeRef, value: any): void {
  if (type.form === 'struct') dropIn(type.struct, value)
  else if (type.form === 'list' && type.element.form !== 'bytes') for (const item of value) visit(type.element, item)
  else if (type.form === 'map') for (const item of Object.values(value)) visit(type.element, item)
}
