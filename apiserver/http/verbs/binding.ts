import { ApiError, badRequest, conflict } from '../../../apimachinery/api-error.ts'
import { type FieldError, required } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { updateObject } from '../../registry/update.ts'
import { negotiate } from '../accept.ts'
import { decodeBody } from '../decode-body.ts'
import { send } from '../encode/present.ts'
import { header } from '../exchange.ts'
import { type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'
import { withPodCondition } from './pod-conditions.ts'

/** POST of `pods/NAME/binding`, or of `bindings` with the pod's name in the body: puts a pod on a node. */
export async function bind(scope: Scope): Promise<void> {
  const { exchange, resource, services } = scope
  const representation = negotiate(header(exchange, 'accept'), { protobuf: true, tables: false })
  const options = parseWriteOptions(exchange, 'CreateOptions')
  const struct = services.schema.struct('core/v1.Binding')
  const binding = await decodeBody(
    exchange, { group: '', version: 'v1', kind: 'Binding', struct }, options.fieldValidation,
  )
  const name = exchange.info.name || (binding.metadata.name ?? '')
  const request = writeRequest(asSubresource(scope), 'CREATE', options)
  await request.mutate(binding, undefined)
  if ((binding.metadata.name ?? '') !== name) throw badRequest('name in URL does not match name in Binding object')
  check(binding)
  await request.validate(binding, undefined)
  if (name === '') throw badRequest('Name parameter required.')
  const { uid, resourceVersion } = binding.metadata
  await updateObject(resource, name, {
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    apply: (pod) => assign(pod!, binding, services.now()),
    strategy: { prepareForUpdate: () => {}, validateUpdate: () => [] },
  }, { ...request, validate: async () => {} })
  send(exchange, 201, representation, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

/** Admission is asked the same for both paths. */
function asSubresource({ exchange, ...scope }: Scope): Scope {
  return { ...scope, exchange: { ...exchange, info: { ...exchange.info, subresource: 'binding' } } }
}

function check(binding: KubeObject): void {
  const { kind = '', name = '' } = binding['target'] ?? {}
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [unsupportedKind(kind)]),
    ...(name === '' ? [required('target.name')] : []),
  ]
  if (errors.length === 0) return
  // Upstream lets these through as they are, not as a Status of their own.
  const lines = errors.map(({ path, message }) => `${path}: ${message}`)
  throw new ApiError(500, '', lines.length === 1 ? lines.join() : `[${lines.join(', ')}]`)
}

/** Upstream does not sort these two. */
function unsupportedKind(kind: string): FieldError {
  const message = `Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`
  return { type: 'FieldValueNotSupported', path: 'target.kind', message }
}

/** The pod on its node; upstream: BindingREST.setPodNodeAndMetadata. */
function assign(pod: KubeObject, binding: KubeObject, now: Date): KubeObject {
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, pod.metadata.name ?? '', why)
  const name = pod.metadata.name ?? ''
  if (pod.metadata.deletionTimestamp) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  const { nodeName, schedulingGates } = pod['spec']
  if (nodeName) throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(nodeName)}`)
  if ((schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  const bound = structuredClone(withPodCondition(pod, { type: 'PodScheduled', status: 'True' }, now))
  bound['spec'].nodeName = binding['target'].name
  // What was meant before the pod had a place means nothing any more.
  delete bound['status'].nominatedNodeName
  const { annotations, labels } = binding.metadata
  if (annotations) bound.metadata.annotations = { ...bound.metadata.annotations, ...annotations }
  if (labels) bound.metadata.labels = { ...bound.metadata.labels, ...labels }
  return bound
}
