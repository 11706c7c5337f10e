import { badRequest, invalidError, unsupportedMediaType } from '../../../apimachinery/api-error.ts'
import { invalid } from '../../../apimachinery/field-error.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { placeInNamespace } from '../../registry/metadata.ts'
import { printGo } from '../../registry/patch/print-go.ts'
import { admitUpdate, updateObject } from '../../registry/update.ts'
import type { SubresourceStrategy } from '../../resources/definition.ts'
import { DecodeError } from '../../resources/schema/decode-error.ts'
import { decodeValue, strictDecodingError } from '../../resources/schema/decode.ts'
import { negotiate } from '../accept.ts'
import { contentType, readBody } from '../body.ts'
import { applyFieldValidation } from '../decode-body.ts'
import { presentObject } from '../encode/present.ts'
import { header } from '../exchange.ts'
import { applyPatchType, patchReaders } from '../patch-types.ts'
import { namespaceOf, type Scope, writeRequest } from '../scope.ts'
import { parseWriteOptions, type WriteOptions } from '../write-options.ts'
import { applyConfiguration } from './apply.ts'
import { checkName } from './update.ts'

/** PATCH of an object, or of a subresource that is a view of it under the rules of `strategy`. */
export async function patch(scope: Scope, strategy?: SubresourceStrategy): Promise<void> {
  const { exchange, resource, services } = scope
  const { definition } = resource
  const type = contentType(exchange)
  if (type !== applyPatchType && !Object.hasOwn(patchReaders, type)) {
    throw unsupportedMediaType([...Object.keys(patchReaders), applyPatchType])
  }
  const representation = negotiate(header(exchange, 'accept'))
  const body = await readBody(exchange)
  const isApply = type === applyPatchType
  const options = parseWriteOptions(exchange, 'PatchOptions', isApply)
  const change = inStoredForm(scope, isApply ? applyConfiguration(scope, body, options) : patchOf(scope, body, type, options))
  const request = writeRequest(scope, 'UPDATE', options)
  const written = await updateObject(resource, exchange.info.name, {
    apply: async (old) => admitUpdate(resource, await change(old), old, request, !isApply),
    forceCreate: isApply,
    ...(strategy ? { strategy } : {}),
  }, request)
  const shown = definition.conversion ? definition.conversion.fromStored(written.object) : written.object
  presentObject({ exchange, definition, representation, now: services.now() }, written.created ? 201 : 200, shown)
}

type Patch = (old: KubeObject | undefined) => KubeObject

function patchOf(scope: Scope, body: Buffer, type: string, options: WriteOptions): Patch {
  const { resource: { struct } } = scope
  const apply = patchReaders[type]!(body, struct)
  return (old) => {
    if (!old) throw badRequest('cannot patch what does not exist')
    const object = decodePatched(scope, apply(old), { toString: () => printedPatch(body, type) }, options)
    checkPatched(scope, object)
    return object
  }
}

/** Patches speak of the object as this API shows it, not as it is stored. */
function inStoredForm({ resource: { definition: { conversion } } }: Scope, change: Patch): Patch {
  if (!conversion) return change
  return (old) => conversion.toStored(change(old && conversion.fromStored(old)))
}

/** Upstream prints a strategic patch as it holds it in memory, others as they came. */
function printedPatch(body: Buffer, type: string): string {
  const text = body.toString()
  return type === 'application/strategic-merge-patch+json' ? printGo(JSON.parse(text)) : text
}

/** What a patch leads to must fit the type. Throws 422 with the patch, as upstream does. */
export function decodePatched(
  { exchange, resource }: Scope, value: unknown, patchText: { toString(): string }, { fieldValidation }: WriteOptions,
): KubeObject {
  const refuse = (why: string) => invalidError({ group: '', kind: '' }, '', [invalid('patch', patchText.toString(), why)])
  try {
    const { object, strict } = decodeValue(value, resource.struct)
    applyFieldValidation(exchange, strict, fieldValidation, () => refuse(strictDecodingError(strict)))
    checkKind(resource.definition, object, refuse)
    return { ...object, metadata: object.metadata ?? {} }
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message)
    throw error
  }
}

function checkKind(definition: Scope['resource']['definition'], { kind, apiVersion }: KubeObject, refuse: (why: string) => Error): void {
  if (kind === definition.kind && apiVersion === apiVersionOf(definition)) return
  throw refuse(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme`)
}

function checkPatched(scope: Scope, object: KubeObject): void {
  checkName(object, scope.exchange.info.name)
  placeInNamespace(scope.resource, object, namespaceOf(scope))
}
