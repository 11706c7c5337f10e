/** The empty object of a type, as Go would write it: what a created object is compared with. */
import type { Field, StructType, TypeRef } from '../../resources/schema/schema.ts'
import { zeroForms } from '../../resources/schema/zero-forms.ts'

/** As on the wire: messages show the parts of the last two instead. */
const writtenZeros: typeof zeroForms = { ...zeroForms, intOrString: 0, duration: '0s' }
const zeros = new WeakMap<StructType, Readonly<Record<string, unknown>>>()

/** Shared: never to be changed. */
export function zeroObject(struct: StructType): Readonly<Record<string, unknown>> {
  const known = zeros.get(struct)
  if (known !== undefined) return known
  const zero: Record<string, unknown> = {}
  zeros.set(struct, zero)
  for (const field of struct.fields) if (isWritten(field)) zero[field.name] = zeroValue(field.type)
  return zero
}

/** Go leaves out no struct that is a value, whatever its tag says, except by omitzero. */
function isWritten({ type, omitempty, omitzero }: Field): boolean {
  return !omitempty || (!leftOutWhenZero.has(type.form) && !type.pointer && omitzero !== true)
}

const leftOutWhenZero = new Set<TypeRef['form']>([
  'string', 'bool', 'int32', 'int64', 'float64', 'bytes', 'list', 'map',
])

function zeroValue(type: TypeRef): unknown {
  if (type.pointer) return null
  return type.form === 'struct' ? zeroObject(type.struct) : writtenZeros[type.form] ?? null
}
