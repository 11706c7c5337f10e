import { setOwn } from '../../../apimachinery/own.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { isTextInOrder, namesInOrder } from './byte-order.ts'
import type { Field, StructType, TypeRef } from './schema.ts'

const fieldsByName = new WeakMap<StructType, ReadonlyMap<string, Field>>()

/**
 * The object with what Go has only one form of: maps sorted by key, quantities in canonical form. What is absent stays
 * absent and what is empty stays empty, so that validation can tell them apart. The object is not changed; maps of
 * texts may be shared with the result.
 */
export function canonicalValues(struct: StructType, object: any): any {
  const fields = fieldsOf(struct)
  const result: Record<string, unknown> = {}
  for (const name of Object.keys(object)) {
    const field = fields.get(name)
    // What is stored writes null for none, which nobody behind this has to know.
    if (object[name] === null && field && field.type.form !== 'raw') continue
    result[name] = field ? canonicalValue(field.type, object[name]) : object[name]
  }
  return result
}

function fieldsOf(struct: StructType): ReadonlyMap<string, Field> {
  const known = fieldsByName.get(struct)
  if (known) return known
  const fields = new Map(struct.fields.map((field): [string, Field] => [field.name, field]))
  fieldsByName.set(struct, fields)
  return fields
}

function canonicalValue(type: TypeRef, value: any): unknown {
  if (value === null || value === undefined) return value
  switch (type.form) {
    case 'struct': return canonicalValues(type.struct, value)
    case 'list': return (value as unknown[]).map((item) => canonicalValue(type.element, item))
    case 'map': return sortedMap(type.element, value)
    case 'quantity': return parseQuantity(value)?.toString() ?? value
    default: return value
  }
}

function sortedMap(element: TypeRef, map: Record<string, unknown>): Record<string, unknown> {
  if (element.form === 'string' && isTextInOrder(map)) return map
  const result: Record<string, unknown> = {}
  for (const key of namesInOrder(map)) setOwn(result, key, canonicalValue(element, map[key]))
  return result
}
