import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../../apimachinery/meta.ts'
import { unknownKind } from '../check-kind.ts'
import { saysNoKind } from '../decode-body.ts'
import { schemeFor } from '../registered-kinds.ts'

/**
 * Throws what `refuse` makes of a patched object that is of another kind than its place;
 * what says nothing is of this one.
 */
export function checkPatchedKind(target: GroupVersionKind, value: unknown, refuse: (why: string) => Error): void {
  const kindless = saysNoKind(value)
  if (kindless !== undefined) throw refuse(kindless)
  const { kind, apiVersion } = (value ?? {}) as Partial<KubeObject>
  const said = { kind: kind || target.kind, apiVersion: apiVersion || apiVersionOf(target) }
  if (said.apiVersion.split('/').length > 2) throw refuse(`unexpected GroupVersion string: ${said.apiVersion}`)
  if (said.kind === target.kind && said.apiVersion === apiVersionOf(target)) return
  const { name } = schemeFor(target.group)
  throw refuse(apiVersion ? unknownKind(said.kind, said.apiVersion, name)
    : `no kind ${JSON.stringify(said.kind)} is registered for the internal version of group `
      + `${JSON.stringify(target.group)} in scheme ${JSON.stringify(name)}`)
}

/**
 * The names that mean nothing in a patched object that no longer says its version: upstream reads it as its internal
 * type, none of whose fields has a name in JSON. Undefined for one that says it.
 */
export function namesWithoutVersion(value: unknown): string[] | undefined {
  const { kind: _, apiVersion, ...fields } = (value ?? {}) as Partial<KubeObject>
  return apiVersion ? undefined : Object.keys(fields).sort()
}
