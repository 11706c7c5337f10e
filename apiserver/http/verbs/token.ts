import { badRequest, conflict, invalidError, notFoundError } from '../../../apimachinery/api-error.ts'
import { invalid, type FieldError } from '../../../apimachinery/field-error.ts'
import { formatTime, type KubeObject } from '../../../apimachinery/meta.ts'
import { issuer, type IssueToken, refOf, type TokenWish } from '../../authn/service-account-issuer.ts'
import { getObject } from '../../registry/get.ts'
import { trackUpdate } from '../../registry/managed-fields/track-update.ts'
import { objectKey } from '../../registry/resource.ts'
import { toWire } from '../../resources/schema/encode.ts'
import { negotiate } from '../accept.ts'
import { decodeBody } from '../decode-body.ts'
import { presentObject } from '../encode/present.ts'
import { header } from '../exchange.ts'
import { resourceKey } from '../resource-key.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions } from '../write-options.ts'

const kind = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
const defaultSeconds = 3600

/** POST of `serviceaccounts/NAME/token`: a signed token for the account; nothing is stored. */
export async function requestToken(scope: Scope, issueToken: IssueToken): Promise<void> {
  const { exchange, resource, services } = scope
  const { name } = exchange.info
  const struct = services.schema.struct('authentication/v1.TokenRequest')
  const representation = negotiate(header(exchange, 'accept'), { protobuf: true, tables: false })
  const options = parseWriteOptions(exchange, 'CreateOptions')
  const asked = await decodeBody(exchange, { ...kind, struct }, options.fieldValidation)
  asked['spec'] = { ...asked['spec'], expirationSeconds: asked['spec']?.expirationSeconds ?? defaultSeconds }
  const now = services.now()
  const tracked = trackUpdate({
    object: toWire(struct, asked), struct, subresource: 'token', now,
    manager: options.fieldManager, apiVersion: 'authentication.k8s.io/v1',
  })
  checkPlace(asked, namespaceOf(scope), name)
  const { object: account } = await getObject(resource, namespaceOf(scope), name, '', exchange.signal)
  const request = complete({ ...asked, metadata: { ...asked.metadata, ...tracked.metadata } }, account, now)
  check(request)
  const admission = writeRequest(scope, 'CREATE', options)
  await admission.mutate(request, undefined)
  await admission.validate(request, undefined)
  const { audiences, expirationSeconds: seconds } = request['spec']
  const bound = boundTo(scope, request['spec'].boundObjectRef)
  const token = await issueToken({ account, audiences, seconds, bound, now })
  const expirationTimestamp = formatTime(new Date(now.getTime() + seconds * 1000))
  const answer = toWire(struct, { ...request, status: { token, expirationTimestamp } })
  presentObject({ exchange, definition: { ...resource.definition, ...kind }, representation, now }, 201, answer)
}

function checkPlace({ metadata }: KubeObject, namespace: string, name: string): void {
  const rows = [['name', metadata.name, name], ['namespace', metadata.namespace, namespace]] as const
  for (const [field, given, wanted] of rows) {
    if (!given || given === wanted) continue
    throw invalidError(kind, name, [
      invalid(`metadata.${field}`, given, `must match the service account ${field} if specified`),
    ])
  }
}

/** The request with what it leaves open. Throws 409 when it is about an account that was here before. */
function complete(
  request: KubeObject, { metadata: { name = '', namespace = '', uid = '' } }: KubeObject, now: Date,
): KubeObject {
  const given = request.metadata.uid ?? ''
  if (given !== '' && given !== uid) {
    const of = { group: kind.group, resource: kind.kind }
    throw conflict(
      of, name, `the UID in the token request (${given}) does not match the UID of the service account (${uid})`,
    )
  }
  const { audiences = [] } = request['spec']
  return {
    ...request,
    metadata: { ...request.metadata, name, namespace, uid, creationTimestamp: formatTime(now) },
    spec: { ...request['spec'], audiences: (audiences ?? []).length > 0 ? audiences : [issuer] },
  }
}

function check({ spec }: KubeObject): void {
  const seconds: number = spec.expirationSeconds
  const wrong = (why: string): FieldError[] => [invalid('spec.expirationSeconds', seconds, why)]
  const errors = [
    ...(seconds < 600 ? wrong('may not specify a duration less than 10 minutes') : []),
    ...(seconds > 2 ** 32 ? wrong('may not specify a duration larger than 2^32 seconds') : []),
  ]
  if (errors.length > 0) throw invalidError(kind, '', errors)
}

interface ObjectRef { kind?: string; apiVersion?: string; name?: string; uid?: string }

/** What the token ends with. Throws as upstream for what is not there, is another one, or is no kind to be bound to. */
function boundTo(scope: Scope, ref: ObjectRef | undefined | null): NonNullable<TokenWish['bound']> {
  if (!ref) return {}
  const { kind: refKind = '', apiVersion = '', name = '' } = ref
  const find = finder(scope)
  const target = apiVersion.includes('/') ? undefined : boundKinds[refKind]
  if (!target) {
    const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${refKind}`)
  }
  const object = find(target.resource, name)
  if (!object) throw notFoundError({ group: '', resource: target.resource }, name)
  const account = scope.exchange.info.name
  if (refKind === 'Pod' && object['spec']?.serviceAccountName !== account) {
    throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different `
      + 'serviceaccount name.')
  }
  if (ref.uid && ref.uid !== object.metadata.uid) {
    throw conflict({ group: '', resource: refKind }, name, `the UID in the bound object reference (${ref.uid}) does `
      + 'not match the UID in record. The object might have been deleted and then recreated')
  }
  const nodeName: string = refKind === 'Pod' ? (object['spec']?.nodeName ?? '') : ''
  const node = nodeName === '' ? undefined : (find('nodes', nodeName) ?? { metadata: { name: nodeName } })
  return { [target.claim]: refOf(object), ...(node && { node: refOf(node as KubeObject) }) }
}

const boundKinds: Readonly<Record<string, { resource: string; claim: 'pod' | 'secret' | 'node' }>> = {
  Pod: { resource: 'pods', claim: 'pod' },
  Secret: { resource: 'secrets', claim: 'secret' },
  Node: { resource: 'nodes', claim: 'node' },
}

/** Reads core objects: those with a namespace in the request's. */
function finder(scope: Scope): (resource: string, name: string) => KubeObject | undefined {
  return (resourceName, name) => {
    const found = scope.services.resources.get(resourceKey('', 'v1', resourceName))
    const namespace = found?.definition.namespaced ? namespaceOf(scope) : ''
    return found?.cache.get(objectKey(found, namespace, name))?.object
  }
}
