import { badRequest, unsupportedMediaType } from '../../apimachinery/api-error.ts'
import { apiVersionOf } from '../../apimachinery/meta.ts'
import { parseInteger } from '../registry/list-options.ts'
import type { DeleteOptions } from '../registry/delete-options.ts'
import { DecodeError } from '../resources/schema/decode-error.ts'
import { decodeValue } from '../resources/schema/decode.ts'
import { parseJson } from '../resources/schema/json-text.ts'
import { decodeProtobuf } from '../resources/schema/protobuf.ts'
import type { StructType } from '../resources/schema/schema.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { contentType, readBody } from './body.ts'
import { unknownKind } from './check-kind.ts'
import { bodyTypes, saidKind } from './decode-body.ts'
import type { Exchange } from './exchange.ts'
import { isRegistered, type Scheme } from './registered-kinds.ts'
import type { Services } from './scope.ts'

/**
 * The options of a delete: its body, or its query where there is none. Throws 400, or 415 for a body of no known type.
 */
export async function decodeDeleteOptions(exchange: Exchange, { schema }: Services): Promise<DeleteOptions> {
  const bytes = await readBody(exchange)
  if (bytes.length === 0) return fromQuery(exchange.query)
  const type = contentType(exchange) || 'application/json'
  if (!bodyTypes.includes(type)) throw unsupportedMediaType(bodyTypes)
  const struct = schema.struct('meta/v1.DeleteOptions')
  if (type === 'application/vnd.kubernetes.protobuf') return decodeInProtobuf(bytes, struct)
  const value = parse(bytes, type)
  checkOptionsKind(value, bytes)
  return decodeValue(value, struct).object
}

function parse(bytes: Buffer, type: string): unknown {
  if (type === 'application/yaml') return decodeYaml(bytes.toString()).value
  try {
    return parseJson(bytes.toString())
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`)
    throw error
  }
}

/** Which kinds there are beside the options of a delete, which any group has. */
const scheme: Scheme = { name: 'pkg/apis/meta/internalversion/scheme/register.go:27', kinds: { 'meta.k8s.io/v1': '' } }
const wanted = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' }

function decodeInProtobuf(bytes: Buffer, struct: StructType): DeleteOptions {
  const options = decodeProtobuf(bytes, struct)
  checkOptionsKind(options, bytes)
  return options
}

function checkOptionsKind(value: unknown, bytes: Buffer): void {
  const said = saidKind(value, wanted, bytes, badRequest)
  if (said.kind === wanted.kind) return
  const apiVersion = apiVersionOf(said)
  if (!isRegistered(scheme, apiVersion, said.kind)) throw badRequest(unknownKind(said.kind, apiVersion, scheme.name))
  throw badRequest(`converting (v1.${said.kind}) to (v1.DeleteOptions): unknown conversion`)
}

function fromQuery(query: URLSearchParams): DeleteOptions {
  const period = parseInteger(query.get('gracePeriodSeconds'))
  const orphan = query.get('orphanDependents')
  const policy = query.get('propagationPolicy')
  const dryRun = query.getAll('dryRun')
  const [uid, resourceVersion] = [query.get('uid') ?? '', query.get('resourceVersion') ?? '']
  return {
    ...(period === undefined ? {} : { gracePeriodSeconds: period }),
    ...(orphan === null ? {} : { orphanDependents: orphan !== 'false' && orphan !== '0' }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(dryRun.length === 0 ? {} : { dryRun }),
    ...(uid === '' && resourceVersion === '' ? {} : {
      preconditions: { ...(uid !== '' && { uid }), ...(resourceVersion !== '' && { resourceVersion }) },
    }),
  }
}
