import { createHash } from 'node:crypto'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { ownDocuments, version2Document, version3Document } from './documents.ts'
import { encodeGnostic } from './gnostic.ts'

/** The API's description of itself. Every document is made on first use and kept as bytes. */
export interface OpenApi {
  /** `/openapi/v2`. */
  v2Json(): Buffer
  /** `/openapi/v2` in protobuf, see gnosticType. */
  v2Protobuf(): Buffer
  /** `/openapi/v3`: where the document of each version is, with its hash. */
  v3Index(): Buffer
  /** `api/v1` or `apis/GROUP/VERSION`; undefined for a version that is not served. */
  v3Document(path: string): { body: Buffer; hash: string } | undefined
}

/** The media type that v2Protobuf answers; clients ask for it as `…spec.v2@v1.0+protobuf`, too. */
export const gnosticType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** Describes these kinds; when they change, make a new one. */
export function createOpenApi(definitions: readonly ResourceDefinition[]): OpenApi {
  const made = new Map<string, Buffer>()
  const once = (key: string, make: () => Buffer): Buffer => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
  const byPath = Map.groupBy(definitions, ({ group, version }) =>
    group === '' ? `api/${version}` : `apis/${group}/${version}`)

  const makers = new Map([
    ...ownDocuments([...new Set(definitions.map(({ group }) => group))]),
    ...[...byPath].map(([path, members]) => [path, () => version3Document(members)] as const),
  ])

  const v3Document = (path: string) => {
    const make = makers.get(path)
    if (!make) return undefined
    const body = once(`v3 ${path}`, () => Buffer.from(JSON.stringify(make())))
    return { body, hash: createHash('sha512').update(body).digest('hex').toUpperCase() }
  }
  const index = () => Object.fromEntries([...makers.keys()].sort().map((path) => [path, {
    serverRelativeURL: `/openapi/v3/${path}?hash=${v3Document(path)!.hash}`,
  }]))

  return {
    v2Json: () => once('v2', () => Buffer.from(JSON.stringify(version2Document(definitions)))),
    v2Protobuf: () => once('v2 protobuf', () => encodeGnostic(version2Document(definitions))),
    v3Index: () => once('v3', () => Buffer.from(JSON.stringify({ paths: index() }))),
    v3Document,
  }
}
