import { notAllowed } from '../refusals.ts'
import type { ResourceDefinition, SubresourceStrategy } from '../../resources/definition.ts'
import type { Scope } from '../scope.ts'
import { requestApproval } from '../../resources/certificates/certificate-signing-request.ts'
import { namespaceFinalize } from '../../resources/core/namespace.ts'
import { bind } from './binding.ts'
import { connect } from './connect.ts'
import { evict } from './eviction.ts'
import { get } from './get.ts'
import { log } from './log.ts'
import { patch } from './patch.ts'
import { proxy } from './proxy.ts'
import { getScale, patchScale, updateScale } from './scale.ts'
import { update } from './update.ts'

type Handler = (scope: Scope) => Promise<void>

/** The whole object, under the rules of a part of it. */
function view(
  rules: (definition: ResourceDefinition) => SubresourceStrategy | undefined,
): Readonly<Record<string, Handler>> {
  return {
    get,
    update: (scope) => update(scope, rules(scope.resource.definition)),
    patch: (scope) => patch(scope, rules(scope.resource.definition)),
  }
}

const handlers: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  status: view(({ status }) => status),
  scale: { get: getScale, update: updateScale, patch: patchScale },
  binding: { create: bind },
  eviction: { create: evict },
  log: { get: log },
  exec: { get: connect, create: connect },
  attach: { get: connect, create: connect },
  portforward: { get: connect, create: connect },
  approval: {
    get,
    update: (scope) => update(scope, requestApproval),
    patch: (scope) => patch(scope, requestApproval),
  },
  finalize: { update: (scope) => update(scope, namespaceFinalize) },
}

/** Answers a request for a part of an object. */
export async function subresource(scope: Scope): Promise<void> {
  const { info, request } = scope.exchange
  const offered = scope.resource.definition.subresources.find(({ name }) => name === info.subresource)
  // Every method goes on, HEAD and OPTIONS too.
  if (offered && info.subresource === 'proxy') return proxy(scope)
  const { views } = scope.resource.definition
  const rules = views?.[info.subresource]
  const handler = (rules ? view(() => rules) : handlers[info.subresource])?.[info.verb]
  if (!offered?.verbs.includes(info.verb) || !handler || request.method === 'HEAD') throw notAllowed()
  await handler(scope)
}
