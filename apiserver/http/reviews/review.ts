import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import type { ReviewToken } from '../../authn/token-review.ts'
import { trackUpdate } from '../../registry/managed-fields/track-update.ts'
import { placeInNamespace, wipeSystemFields } from '../../registry/metadata.ts'
import { decodeBody } from '../decode-body.ts'
import { negotiateFor, presentObject } from '../encode/present.ts'
import type { Authorize, UserInfo } from '../filters/interfaces.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'

/** What questions about access are answered with. */
export interface ReviewSources {
  authorize: Authorize
  reviewToken: ReviewToken
}

/** One question as its kind sees it. */
export interface Asked {
  object: KubeObject
  /** Who asks. */
  user: UserInfo
  namespace: string
  now: Date
  sources: ReviewSources
}

/** A kind that is a question. */
export interface Review {
  /** Throws ApiError for a question that cannot be answered. */
  check(asked: Asked): void
  answer(asked: Asked): Promise<KubeObject>
}

/** POST of a question: it is admitted as a new object would be, answered, and forgotten. */
export async function ask(scope: Scope, review: Review, sources: ReviewSources): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition, struct } = resource
  const representation = negotiateFor(exchange, definition)
  const options = parseWriteOptions(exchange, 'CreateOptions')
  const object = await decodeBody(exchange, { ...definition, struct }, options.fieldValidation)
  const namespace = namespaceOf(scope)
  placeInNamespace(resource, object, namespace)
  wipeSystemFields(object)
  const request = writeRequest(scope, 'CREATE', options)
  // What the answer will be is not taken back from whoever asks, as the status of a stored object is.
  Object.assign(object.metadata, managers(scope, object, options.fieldManager))
  await request.mutate(object, undefined)
  const asked: Asked = { object, namespace, sources, user: exchange.user, now: services.now() }
  review.check(asked)
  await request.validate(object, undefined)
  const answer = resource.toWire(await review.answer(asked))
  presentObject({ exchange, definition, representation, now: asked.now }, 201, answer)
}

function managers({ resource, services }: Scope, object: KubeObject, manager: string): KubeObject['metadata'] {
  const { struct, definition, toWire } = resource
  const tracked = trackUpdate({
    object: toWire(object), struct, subresource: '', manager, apiVersion: apiVersionOf(definition), now: services.now(),
  })
  const { managedFields } = tracked.metadata
  return managedFields ? { managedFields } : {}
}
