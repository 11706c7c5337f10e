import type { StructType, TypeRef } from './schema.ts'

/**
 * Makes null, in place, of the empty lists and maps that an object in wire form still has: upstream stores protobuf, in
 * which they are as good as none, so that only answers to writes it never stored could show them.
 */
export function nullEmpty(struct: StructType, wire: any): void {
  for (const { name, type } of struct.fields) {
    const value = wire[name]
    if (value === undefined || value === null) continue
    if (isCollection(type) && !type.pointer && Object.keys(value).length === 0) wire[name] = null
    else nullWithin(type, value)
  }
}

function nullWithin(type: TypeRef, value: any): void {
  if (type.form === 'struct') return nullEmpty(type.struct, value)
  // The bytes of a map are there, if none.
  if (type.form === 'map' && type.element.form === 'bytes') {
    return Object.keys(value).forEach((key) => { value[key] ??= '' })
  }
  if ((type.form !== 'list' && type.form !== 'map') || type.element.form !== 'struct') return
  const { struct } = type.element
  for (const item of Object.values(value)) if (item !== null && item !== undefined) nullEmpty(struct, item)
}

function isCollection({ form }: TypeRef): boolean {
  return form === 'list' || form === 'map'
}
