import { ApiError, badRequest } from '../../../apimachinery/api-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { checkPreconditions, deleteObject } from '../../registry/delete.ts'
import type { DeleteOptions } from '../../registry/delete-options.ts'
import { getObject } from '../../registry/get.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { collectionKey, type WriteRequest } from '../../registry/resource.ts'
import { isConflict, repeatOnConflict } from '../../registry/repeat-on-conflict.ts'
import { trackFields } from '../../registry/track-fields.ts'
import { updateObject } from '../../registry/update.ts'
import { negotiate } from '../accept.ts'
import { decodeBody } from '../decode-body.ts'
import { send } from '../encode/present.ts'
import { header } from '../exchange.ts'
import { resourceKey } from '../resource-key.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'
import { budgetsOf, needsNoBudget, sparesUnready, stillProcessed, withDisruption } from './disruption-budget.ts'
import { withPodCondition } from './pod-conditions.ts'

/** What the rest of an eviction works with. Admission has agreed: what follows asks it no more. */
interface Eviction {
  scope: Scope
  name: string
  options: DeleteOptions
  request: WriteRequest
}

/** POST of `pods/NAME/eviction`: a delete that may be refused for the sake of others. Upstream: EvictionREST.Create. */
export async function evict(scope: Scope): Promise<void> {
  const { exchange, services } = scope
  const { name } = exchange.info
  const representation = negotiate(header(exchange, 'accept'), { protobuf: true, tables: false })
  const written = parseWriteOptions(exchange, 'CreateOptions')
  const struct = services.schema.struct('policy/v1.Eviction')
  const wanted = { group: 'policy', version: 'v1', kind: 'Eviction', struct, otherVersions: ['v1beta1'] }
  const body = await decodeBody(exchange, wanted, written.fieldValidation)
  placeInNamespace(scope.resource, body, namespaceOf(scope))
  const asked = writeRequest(scope, 'CREATE', written)
  await asked.mutate(body, undefined)
  if (body.metadata.name !== name) throw badRequest('name in URL does not match name in Eviction object')
  const options = withDryRun(body['deleteOptions'] ?? {}, exchange.query.getAll('dryRun'))
  await asked.validate(body, undefined)
  const context = { ...asked.context, dryRun: (options.dryRun ?? []).length > 0 }
  const request = { ...asked, context, mutate: async () => {}, validate: async () => {} }
  await evictPod({ scope, name, options, request })
  send(exchange, 201, representation, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

/** So often upstream looks again at a pod that changed under it. */
const maxLooks = 20

async function evictPod(eviction: Eviction): Promise<void> {
  const isPinned = eviction.options.preconditions?.resourceVersion !== undefined
  const counted = await repeatOnConflict(isPinned ? 1 : maxLooks, () => removeUncounted(eviction))
  if (counted) await removeCounted(eviction, counted)
}

/** Removes a pod that needs no budget, and gives back one that does. */
async function removeUncounted(eviction: Eviction): Promise<KubeObject | undefined> {
  const { scope, name, options } = eviction
  const { object: pod } = await getObject(scope.resource, namespaceOf(scope), name, '', scope.exchange.signal)
  if (!needsNoBudget(pod)) return pod
  await remove(eviction, mayBecomeReady(pod) ? guarded(options, pod) : options)
  return undefined
}

async function removeCounted(eviction: Eviction, pod: KubeObject): Promise<void> {
  const { scope, options } = eviction
  const budgets = budgetsOf(pod, allBudgets(scope))
  if (budgets.length > 1) throw tooManyBudgets()
  const [budget] = budgets
  if (!budget) return remove(eviction, options)
  if (!sparesUnready(pod, budget)) {
    await takeFromBudget(eviction, budget)
    return remove(eviction, options)
  }
  try {
    await remove(eviction, guarded(options, pod))
  } catch (error) {
    const isRace = isConflict(error) && options.preconditions?.resourceVersion === undefined
    throw isRace ? stillProcessed(budget.metadata.name ?? '') : error
  }
}

const tooManyBudgets = (): ApiError => {
  const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
  return new ApiError(500, '', message)
}

function mayBecomeReady({ metadata, status }: KubeObject): boolean {
  return status?.phase === 'Pending' && metadata.deletionTimestamp === undefined
}

/** Only the pod that was looked at: it could become ready meanwhile, and be needed. */
function guarded(options: DeleteOptions, { metadata: { resourceVersion = '' } }: KubeObject): DeleteOptions {
  return { ...options, preconditions: { resourceVersion, ...options.preconditions } }
}

function* allBudgets(scope: Scope): Iterable<KubeObject> {
  const budgets = scope.services.resources.get(budgetKey)
  if (!budgets) return
  for (const { object } of budgets.cache.snapshot().scan(collectionKey(budgets, namespaceOf(scope)))) yield object
}

const budgetKey = resourceKey('policy', 'v1', 'poddisruptionbudgets')

/** The server itself writes the status of a budget, in its own name. */
async function takeFromBudget({ scope, name, request }: Eviction, { metadata }: KubeObject): Promise<void> {
  const budgets = scope.services.resources.get(budgetKey)!
  const context: WriteRequest['context'] = {
    ...request.context, verb: 'update', name: metadata.name ?? '', subresource: 'status',
    fieldManager: 'kube-apiserver',
  }
  const { status } = budgets.definition
  await updateObject(budgets, context.name, {
    apply: async (budget) => {
      const next = structuredClone(withDisruption(budget!, name, scope.services.now()))
      await trackFields(budgets, next, budget, context)
      return next
    },
    ...(status ? { strategy: status } : {}),
  }, { ...request, context })
}

/** Says why the pod goes, then deletes it. */
async function remove({ scope, name, request }: Eviction, options: DeleteOptions): Promise<void> {
  const { resource, services } = scope
  if (request.context.dryRun) return void await deleteObject(resource, name, options, request)
  const { status } = resource.definition
  const condition = {
    type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting',
  }
  const marked = await updateObject(resource, name, {
    apply: (pod) => {
      checkPreconditions(resource.definition, pod!, options)
      return structuredClone(withPodCondition(pod!, condition, services.now()))
    },
    ...(status ? { strategy: status } : {}),
  }, request)
  const { preconditions } = options
  const { resourceVersion = '' } = marked.object.metadata
  const moved = { ...options, preconditions: { ...preconditions, resourceVersion } }
  const after = preconditions?.resourceVersion === undefined ? options : moved
  await deleteObject(resource, name, after, request)
}

/** A dry run may be asked for in the query or in the body, but not in two ways. */
function withDryRun(options: DeleteOptions, query: readonly string[]): DeleteOptions {
  const own = options.dryRun ?? []
  if (query.length === 0 || own.join() === query.join()) return options
  if (own.length === 0) return { ...options, dryRun: [...query] }
  const print = (values: readonly string[]): string => `[${values.join(' ')}]`
  throw new ApiError(500, '', `Non-matching dry-run options in request and content: ${print(query)} and ${print(own)}`)
}
