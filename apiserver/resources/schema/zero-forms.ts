import type { TypeRef } from './schema.ts'

/** What Go writes for a value that was never set, where it is no pointer; what is missing here is null. */
export const zeroForms: Readonly<Partial<Record<TypeRef['form'], unknown>>> = {
  string: '', bool: false, int32: 0, int64: 0, float64: 0, quantity: '0',
}
