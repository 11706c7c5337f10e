import { semanticEqual } from '../../../apimachinery/equality.ts'
import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'

/** A value of a built-in type as Go marshals it; null for none. */
export function marshalled(type: string, value: unknown): unknown {
  return value === undefined || value === null ? null : toWire(builtinSchema().struct(type), value)
}

/** Whether two values of a built-in type are the same once Go has read them: absent fields count as their zero. */
export function sameInGo(type: string, left: unknown, right: unknown): boolean {
  return semanticEqual(marshalled(type, left ?? {}), marshalled(type, right ?? {}))
}
