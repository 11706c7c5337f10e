import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { toWire } from '../schema/encode.ts'
import { structFor } from '../schema/kinds.ts'
import { builtinSchema } from '../schema/load.ts'
import type { StructType } from '../schema/schema.ts'

/** Whether two objects of one kind say the same in `field` (`spec`): what is zero and what is left out is one, as in Go. */
export function sameField(object: KubeObject, old: KubeObject, field = 'spec'): boolean {
  const type = structFor(object.apiVersion, object.kind)?.field(field)?.type
  return same(type?.form === 'struct' ? type.struct : undefined, object[field], old[field])
}

/** The same for two values of a type (`core/v1.PodSpec`); that one is absent counts where a pointer is meant. */
export function sameValue(type: string, value: unknown, old: unknown): boolean {
  return same(value && old ? builtinSchema().struct(type) : undefined, value, old)
}

function same(struct: StructType | undefined, value: unknown, old: unknown): boolean {
  if (semanticEqual(value, old)) return true
  return struct !== undefined && semanticEqual(toWire(struct, value ?? {}), toWire(struct, old ?? {}))
}
