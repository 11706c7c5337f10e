import { semanticEqual } from '../../../apimachinery/equality.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { toWire } from '../schema/encode.ts'
import { structFor } from '../schema/kinds.ts'

/** Whether two objects of one kind say the same in `field` (`spec`): what is zero and what is left out is one, as in Go. */
export function sameField(object: KubeObject, old: KubeObject, field = 'spec'): boolean {
  if (semanticEqual(object[field], old[field])) return true
  const type = structFor(object.apiVersion, object.kind)?.field(field)?.type
  if (type?.form !== 'struct') return false
  return semanticEqual(toWire(type.struct, object[field] ?? {}), toWire(type.struct, old[field] ?? {}))
}
