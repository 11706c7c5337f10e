import { badRequest } from '../../apimachinery/api-error.ts'
import { parseInteger } from '../registry/list-options.ts'
import type { DeleteOptions } from '../registry/delete-options.ts'
import { decodeJson, decodeValue } from '../resources/schema/decode.ts'
import { decodeProtobuf } from '../resources/schema/protobuf.ts'
import type { StructType } from '../resources/schema/schema.ts'
import { decodeYaml } from '../resources/schema/yaml.ts'
import { contentType, readBody } from './body.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './scope.ts'

/** The options of a delete: its body, or its query where there is none. */
export async function decodeDeleteOptions(exchange: Exchange, { schema }: Services): Promise<DeleteOptions> {
  const bytes = await readBody(exchange)
  if (bytes.length === 0) return fromQuery(exchange.query)
  const struct = schema.struct('meta/v1.DeleteOptions')
  const object = decode(bytes, contentType(exchange), struct)
  if (object.kind && object.kind !== 'DeleteOptions') {
    throw badRequest(`decoded object cannot be converted to DeleteOptions`)
  }
  return object
}

function decode(bytes: Buffer, type: string, struct: StructType): DeleteOptions & { kind?: string } {
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(bytes, struct)
  if (type === 'application/yaml') return decodeValue(decodeYaml(bytes.toString()).value, struct).object
  return decodeJson(bytes.toString(), struct).object
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
