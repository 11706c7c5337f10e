import { badRequest } from '../../apimachinery/api-error.ts'
import { apiVersionOf, type GroupVersionKind } from '../../apimachinery/meta.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { decodeValue } from '../resources/schema/decode.ts'
import { structFor } from '../resources/schema/kinds.ts'
import { internalPackage, isRegistered, schemeFor } from './registered-kinds.ts'

/** The kind that a path takes. */
interface Expected extends GroupVersionKind {
  /** Versions in which the same type may come. */
  otherVersions?: readonly string[]
}

/**
 * Throws what upstream says of a body of another kind than the path takes: it is read as what it says it is, which the
 * path's kind cannot be made of.
 */
export function checkKind(
  said: GroupVersionKind, wanted: Expected, value: unknown, refuse: (why: string) => Error,
): void {
  const [apiVersion, expected] = [apiVersionOf(said), apiVersionOf(wanted)]
  const { otherVersions = [] } = wanted
  if (said.kind === wanted.kind && said.group === wanted.group) {
    if (apiVersion === expected || otherVersions.includes(said.version)) return
  }
  const scheme = schemeFor(wanted.group)
  if (!isRegistered(scheme, apiVersion, said.kind)) throw refuse(unknownKind(said.kind, apiVersion, scheme.name))
  checkType(value, apiVersion, said.kind, refuse)
  if (said.kind === wanted.kind && internalPackage(said) === internalPackage(wanted)) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    )
  }
  const from = `${structFor('meta/v1', said.kind) ? 'v1' : said.version}.${said.kind}`
  throw refuse(`converting (${from}) to (${internalPackage(wanted)}.${wanted.kind}): unknown conversion`)
}

/** What does not fit its own type comes no further. */
function checkType(value: unknown, apiVersion: string, kind: string, refuse: (why: string) => Error): void {
  const struct = structFor(apiVersion, kind)
  if (!struct) return
  try {
    decodeValue(value, struct)
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error
  }
}

/** Upstream's words for a kind that none of its types is. */
export function unknownKind(kind: string, apiVersion: string, scheme = schemeFor('').name): string {
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme `
    + `${JSON.stringify(scheme)}`
}
