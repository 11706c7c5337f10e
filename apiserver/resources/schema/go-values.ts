import { semanticEqual } from '../../../apimachinery/equality.ts'
import { toWire } from './encode.ts'
import { builtinSchema } from './load.ts'

/** Whether two values of a built-in type are the same once Go has read them: absent fields count as their zero. */
export function sameInGo(type: string, left: unknown, right: unknown): boolean {
  const struct = builtinSchema().struct(type)
  return semanticEqual(toWire(struct, left ?? {}), toWire(struct, right ?? {}))
}
