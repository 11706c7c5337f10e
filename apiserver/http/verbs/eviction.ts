import { ApiError, badRequest } from '../../../apimachinery/api-error.ts'
import { deleteObject } from '../../registry/delete.ts'
import type { DeleteOptions } from '../../registry/delete-options.ts'
import { decodeBody } from '../decode-body.ts'
import { respondJson } from '../respond.ts'
import type { Scope } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'
import { deleteRequest } from './delete.ts'

/** POST of `pods/NAME/eviction`: a delete that may be refused for the sake of others. */
export async function evict(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const { name } = exchange.info
  const written = parseWriteOptions(exchange, 'CreateOptions')
  const struct = services.schema.struct('policy/v1.Eviction')
  const eviction = await decodeBody(exchange, { group: 'policy', version: 'v1', kind: 'Eviction', struct }, written.fieldValidation)
  if (eviction.metadata.name !== name) throw badRequest('name in URL does not match name in Eviction object')
  const options = withDryRun(eviction['deleteOptions'] ?? {}, exchange.query.getAll('dryRun'))
  const dryRun = (options.dryRun ?? []).length > 0
  await deleteObject(resource, name, options, deleteRequest(scope, dryRun, options))
  respondJson(exchange, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

/** A dry run may be asked for in the query or in the body, but not in two ways. */
function withDryRun(options: DeleteOptions, query: readonly string[]): DeleteOptions {
  const own = options.dryRun ?? []
  if (query.length === 0 || own.join() === query.join()) return options
  if (own.length === 0) return { ...options, dryRun: [...query] }
  const print = (values: readonly string[]): string => `[${values.join(' ')}]`
  throw new ApiError(500, '', `Non-matching dry-run options in request and content: ${print(query)} and ${print(own)}`)
}
