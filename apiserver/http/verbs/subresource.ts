import { notAllowed } from '../refusals.ts'
import type { Scope } from '../scope.ts'
import { get } from './get.ts'
import { patch } from './patch.ts'
import { update } from './update.ts'

type Handler = (scope: Scope) => Promise<void>

/** `status`: the object, under the rules of its status. */
const status: Readonly<Record<string, Handler>> = {
  get,
  update: (scope) => update(scope, scope.resource.definition.status),
  patch,
}

const handlers: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  status,
}

/** Answers a request for a part of an object. */
export async function subresource(scope: Scope): Promise<void> {
  const { info, request } = scope.exchange
  const offered = scope.resource.definition.subresources.find(({ name }) => name === info.subresource)
  const handler = handlers[info.subresource]?.[info.verb]
  if (!offered?.verbs.includes(info.verb) || !handler || request.method === 'HEAD') throw notAllowed()
  await handler(scope)
}
