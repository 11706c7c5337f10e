import type { KubeObject } from '../../apimachinery/meta.ts'
import { ownTurn } from '../../apimachinery/own-turn.ts'
import type { Admission, Attributes } from '../admission/plugin.ts'
import type { Pace, Resource, WriteRequest } from '../registry/resource.ts'
import { trackFields } from '../registry/track-fields.ts'
import type { RequestContext } from '../resources/definition.ts'
import type { Schema } from '../resources/schema/schema.ts'
import { hasLargeBody } from './body.ts'
import { type Exchange, warn } from './exchange.ts'
import type { KubeletConnector } from './node-proxy.ts'
import type { WriteOptions } from './write-options.ts'

/** What verbs are handed besides the request. */
export interface Services {
  readonly resources: ReadonlyMap<string, Resource>
  readonly schema: Schema
  readonly admission: Admission
  readonly kubelets: KubeletConnector | undefined
  readonly now: () => Date
}

/** One request for one resource. */
export interface Scope {
  readonly exchange: Exchange
  readonly services: Services
  readonly resource: Resource
}

/** '' where the kind has no namespaces: `namespaces/x` is about x, not in it. */
export function namespaceOf({ exchange, resource }: Pick<Scope, 'exchange' | 'resource'>): string {
  return resource.definition.namespaced ? exchange.info.namespace : ''
}

/** What strategies may know of the request. */
function contextOf(
  scope: Scope, { dryRun, fieldManager }: Pick<WriteOptions, 'dryRun' | 'fieldManager'>,
): RequestContext {
  const { exchange, services } = scope
  const { info, user } = exchange
  return {
    user, dryRun, fieldManager,
    verb: info.verb, name: info.name, subresource: info.subresource, namespace: namespaceOf(scope),
    warn: (text) => warn(exchange, text),
    now: services.now,
  }
}

/** The registry's hooks for one write: admission and field tracking, bound to this request. */
export function writeRequest(
  scope: Scope, operation: Attributes['operation'], options: Pick<WriteOptions, 'dryRun' | 'fieldManager'>,
  raw: Readonly<Record<string, unknown>> = {},
): WriteRequest {
  const context = contextOf(scope, options)
  const { admission } = scope.services
  const { definition } = scope.resource
  const attributes = (object: KubeObject | undefined, old: KubeObject | undefined): Attributes => ({
    definition, object, old, options: raw, user: context.user, dryRun: context.dryRun, warn: context.warn,
    operation: operation === 'UPDATE' && old === undefined ? 'CREATE' : operation,
    namespace: context.namespace, name: context.name || (object?.metadata.name ?? ''), subresource: context.subresource,
  })
  const { allowed } = scope.exchange
  const pace: Pace = { isLarge: hasLargeBody(scope.exchange) }
  return {
    context, pace,
    ...(allowed && operation === 'UPDATE' ? { mayCreate: () => allowed('create') } : {}),
    mutate: (object, old) => paced(pace, () => admission.mutate(attributes(object, old))),
    validate: (object, old) => paced(pace, () => admission.validate(attributes(object, old))),
    track: (object, old) => trackFields(scope.resource, object, old, context, pace),
  }
}

/** Admission stands between the large steps of a write, and so do the turns of others. */
function paced({ isLarge }: Pace, admit: () => Promise<void>): Promise<void> {
  return isLarge ? ownTurn().then(admit).then(ownTurn) : admit()
}
