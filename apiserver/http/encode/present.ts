import { ApiError } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import type { Written } from '../../registry/resource.ts'
import type { ResourceDefinition } from '../../resources/definition.ts'
import { encodeProtobuf } from '../../resources/schema/protobuf.ts'
import type { CachedObject } from '../../watch/cache-contract.ts'
import { lineOf } from '../../watch/wire.ts'
import { negotiate, type Representation } from '../accept.ts'
import { type Exchange, header } from '../exchange.ts'
import { respond } from '../respond.ts'
import { itemEncoder } from './item.ts'
import { partialMetadata } from './partial-metadata.ts'
import { isPretty, printJson } from './pretty.ts'
import { protobufEncoder } from './protobuf.ts'
import { parseIncludeObject, tableHead, tableRow } from './table.ts'
import { toYaml } from './yaml.ts'

/** How the answer about a kind is to look. Throws 406. */
export function negotiateFor(exchange: Exchange, definition: ResourceDefinition, watch = false): Representation {
  const { subresource, verb } = exchange.info
  return negotiate(header(exchange, 'accept'), {
    watch, list: verb === 'watch' || verb === 'list',
    protobuf: protobufEncoder(definition) !== undefined,
    tables: hasTables(definition, subresource),
  })
}

/** Kinds that are only asked, and some parts of others, have no tables. */
function hasTables({ verbs, subresources }: ResourceDefinition, subresource: string): boolean {
  return verbs.includes('get') && !subresources.some(({ name, tables }) => name === subresource && tables === false)
}

/** What an answer about one kind needs to know. */
export interface Presentation {
  exchange: Exchange
  definition: ResourceDefinition
  representation: Representation
  now: Date
}

/** Sends what came of a write. */
export function presentWritten(presentation: Presentation, code: number, { object, cached }: Written): void {
  if (cached) return presentCached(presentation, cached, code)
  const { conversion } = presentation.definition
  presentObject(presentation, code, conversion ? conversion.fromStored(object) : object)
}

/** Sends a cached object; its bytes go out as they are. */
export function presentCached(presentation: Presentation, cached: CachedObject, code = 200): void {
  const { exchange, definition, representation } = presentation
  if (representation.as === 'object' && representation.mediaType === 'application/json'
      && !isPretty(exchange, representation)) {
    return respond(exchange, code, 'application/json', lineOf(itemEncoder(definition).object(cached)))
  }
  const protobuf = representation.as === 'object' && representation.mediaType === protobufType
    && protobufEncoder(definition)
  if (protobuf) return respond(exchange, code, protobufType, protobuf.cached(cached))
  const shown = definition.conversion ? definition.conversion.fromStored(cached.object) : cached.object
  presentObject(presentation, code, shown)
}

/** The media type of Kubernetes protobuf. */
export const protobufType = 'application/vnd.kubernetes.protobuf'

/** Sends an object of the kind, in the form asked for. */
export function presentObject(presentation: Presentation, code: number, object: KubeObject): void {
  const { exchange, definition, representation, now } = presentation
  const { as, version } = representation
  if (as === 'PartialObjectMetadataList') {
    throw wrongShape(
      `you requested PartialObjectMetadataList, but the requested object is not a list (*${goType(definition)})`,
    )
  }
  if (as === 'PartialObjectMetadata') {
    return send(exchange, code, representation, partialMetadata(definition, object, version))
  }
  if (as === 'object') return send(exchange, code, representation, object)
  const include = parseIncludeObject(exchange.query.get('includeObject'))
  const metadata = object.metadata.resourceVersion === undefined
    ? {}
    : { resourceVersion: object.metadata.resourceVersion }
  const head = tableHead(definition, version, metadata)
  send(exchange, code, representation, { ...head, rows: [tableRow(definition, object, { version, include, now })] })
}

/** Sends any value in the media type asked for. */
export function send(
  exchange: Exchange, code: number, form: Pick<Representation, 'mediaType' | 'pretty'>, value: object,
): void {
  const { mediaType } = form
  if (mediaType === 'application/yaml') return respond(exchange, code, mediaType, toYaml(value))
  if (mediaType === protobufType) return respond(exchange, code, mediaType, encodeProtobuf(value))
  respond(exchange, code, 'application/json', printJson(value, isPretty(exchange, form)))
}

/** What Go calls the type of a kind. */
export function goType({ group, kind }: ResourceDefinition): string {
  return `${group === '' ? 'core' : (group.split('.')[0] ?? group)}.${kind}`
}

/** A view of a list where there is none, or of an object where there is a list. */
export function wrongShape(message: string): ApiError {
  return new ApiError(406, 'NotAcceptable', message)
}
