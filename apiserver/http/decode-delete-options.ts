import { badRequest, unsupportedMediaType } from '../../apimachinery/api-error.ts'
import type { GroupVersionKind } from '../../apimachinery/meta.ts'
import { parseInteger } from '../registry/list-options.ts'
import type { DeleteOptions } from '../registry/delete-options.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { decodeValue } from '../resources/schema/decode.ts'
import { parseJson } from '../resources/schema/json-text.ts'
import { decodeProtobuf } from '../resources/schema/protobuf.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { contentType, readBody } from './body.ts'
import { unknownKind } from './check-kind.ts'
import { bodyTypes, saysNoKind } from './decode-body.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './scope.ts'

/** The options of a delete: its body, or its query where there is none. Throws 400, or 415 for a body of no known type. */
export async function decodeDeleteOptions(exchange: Exchange, { schema }: Services): Promise<DeleteOptions> {
  const bytes = await readBody(exchange)
  if (bytes.length === 0) return fromQuery(exchange.query)
  const type = contentType(exchange) || 'application/json'
  if (!bodyTypes.includes(type)) throw unsupportedMediaType(bodyTypes)
  const struct = schema.struct('meta/v1.DeleteOptions')
  if (type === 'application/vnd.kubernetes.protobuf') return checked(decodeProtobuf(bytes, struct))
  return checked(decodeValue(parse(bytes, type), struct).object)
}

function parse(bytes: Buffer, type: string): unknown {
  if (type === 'application/yaml') return decodeYaml(bytes.toString()).value
  try {
    const value = parseJson(bytes.toString())
    const kindless = saysNoKind(value)
    if (kindless !== undefined) throw badRequest(kindless)
    return value
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`)
    throw error
  }
}

/** Options are the same in every group, so the version is free. */
function checked(options: DeleteOptions & Partial<GroupVersionKind & { apiVersion: string }>): DeleteOptions {
  const { kind, apiVersion } = options
  if (!kind || kind === 'DeleteOptions') return options
  throw badRequest(unknownKind(kind, apiVersion ?? '', 'pkg/apis/meta/internalversion/scheme/register.go:27'))
}

function fromQuery(query: URLSearchParams): DeleteOptions {
  const period = parseInteger(query.get('gracePeriodSeconds'))
  const orphan = query.get('orphanDependents')
  const policy = query.get('propagationPolicy')
  const dryRun = query.getAll('dryRun')
  return {
    ...(period === undefined ? {} : { gracePeriodSeconds: period }),
    ...(orphan === null ? {} : { orphanDependents: orphan !== 'false' && orphan !== '0' }),
    ...(policy === null || policy === '' ? {} : { propagationPolicy: policy }),
    ...(dryRun.length === 0 ? {} : { dryRun }),
  }
}
