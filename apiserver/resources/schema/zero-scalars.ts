import type { StructType, TypeRef } from './schema.ts'

const scalars = new Set<TypeRef['form']>(['string', 'bool', 'int32', 'int64', 'float64'])

/**
 * Takes zero values out of an object (a private copy) where Go could not tell them from absent ones: numbers, texts and
 * booleans that are no pointers and are left out when written. So what a client spells out compares as what is stored.
 */
export function dropZeroScalars(struct: StructType, object: any): void {
  for (const name of Object.keys(object)) {
    const field = struct.field(name)
    if (!field) continue
    const value = object[name]
    if (field.omitempty && !field.type.pointer && scalars.has(field.type.form)) {
      if (value === 0 || value === '' || value === false) delete object[name]
    } else dropWithin(field.type, value)
  }
}

function dropWithin(type: TypeRef, value: unknown): void {
  if (value === null || value === undefined) return
  switch (type.form) {
    case 'struct': return dropZeroScalars(type.struct, value)
    case 'list': return hasStructs(type.element)
      ? (value as unknown[]).forEach((item) => dropWithin(type.element, item))
      : undefined
    case 'map': return hasStructs(type.element)
      ? Object.values(value as object).forEach((item) => dropWithin(type.element, item))
      : undefined
    default:
  }
}

function hasStructs({ form }: TypeRef): boolean {
  return form === 'struct' || form === 'list' || form === 'map'
}
