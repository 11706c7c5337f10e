import { duplicate, forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { unsupported } from '../core/validation/fields.ts'
import { nameIsPathSegment } from '../meta/name-rules.ts'
import { validateKindMeta, validateKindMetaUpdate } from '../meta/of-kind.ts'
import { certificateError, requestError } from './request-content.ts'
import { validateSignerName } from './signer-name.ts'

/** Upstream: CertificateSigningRequestCondition. */
export interface Condition { type?: string; status?: string; lastUpdateTime?: string; lastTransitionTime?: string }

const legacySigner = 'kubernetes.io/legacy-unknown'
const usages = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment',
  'decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel',
  'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime',
  'server auth', 'signing', 'timestamping',
]
const decisions = ['Approved', 'Denied']
const finalTypes = [...decisions, 'Failed']

/** What an endpoint may change besides metadata. */
export interface Rights { approve?: boolean; certify?: boolean }

/** The conditions of a request. */
export const conditionsOf = ({ status }: KubeObject): Condition[] => status?.conditions ?? []

/**
 * What is wrong with a request; what was wrong with `old` already is let pass.
 * Upstream: validateCertificateSigningRequest.
 */
export function validateRequest(object: KubeObject, old?: KubeObject): FieldError[] {
  const spec = object['spec'] ?? {}
  const wrong = requestError(spec.request)
  const seconds: number | undefined = spec.expirationSeconds ?? undefined
  const tooShort = seconds !== undefined && seconds < 600
  return [
    ...(wrong === undefined ? [] : [invalid('spec.request', spec.request, wrong)]),
    ...validateUsages(spec.usages ?? [], old?.['spec']?.usages ?? []),
    ...validateSigner(spec.signerName ?? '', old),
    ...(tooShort
      ? [invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)')]
      : []),
    ...validateConditions(conditionsOf(object), old ? conditionsOf(old) : []),
    ...validateCertificate(object['status']?.certificate, old),
  ]
}

/** The same for an update by an endpoint with these rights. Upstream: validateCertificateSigningRequestUpdate. */
export function validateRequestUpdate(
  object: KubeObject, old: KubeObject, { approve, certify }: Rights = {},
): FieldError[] {
  const [certificate, before] = [object['status']?.certificate ?? '', old['status']?.certificate ?? '']
  const path = 'status.certificate'
  const certificateErrors = certificate === before ? []
    : !certify ? [forbidden(path, 'updates may not set certificate content')]
      : before === '' ? [] : [forbidden(path, 'updates may not modify existing certificate content')]
  return [
    ...validateKindMeta(object.metadata, { namespaced: false, validateName: nameIsPathSegment }),
    ...validateRequest(object, old),
    ...finalTypes.filter((type) => count(object, type) < count(old, type)).map((type) =>
      forbidden('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`)),
    ...(approve ? [] : decisions.filter((type) => count(object, type) > count(old, type)).map((type) =>
      forbidden('status.conditions', `updates may not add a condition of type ${JSON.stringify(type)}`))),
    ...certificateErrors,
    ...validateKindMetaUpdate(object, old),
  ]
}

function count(object: KubeObject, wanted: string): number {
  return conditionsOf(object).filter(({ type }) => type === wanted).length
}

const isTwice = (values: readonly string[]) => (value: string, at: number): boolean => values.indexOf(value) < at

function validateUsages(values: string[], old: string[]): FieldError[] {
  const path = (at: number): string => `spec.usages[${at}]`
  const hadUnknown = old.some((usage) => !usages.includes(usage))
  const hadTwice = old.some(isTwice(old))
  const twice = isTwice(values)
  return [
    ...(values.length === 0 ? [required('spec.usages')] : []),
    ...(hadUnknown ? [] : values.flatMap((usage, at) =>
      (usages.includes(usage) ? [] : [unsupported(path(at), usage, usages)]))),
    ...(hadTwice ? [] : values.flatMap((usage, at) => (twice(usage, at) ? [duplicate(path(at), usage)] : []))),
  ]
}

function validateSigner(name: string, old: KubeObject | undefined): FieldError[] {
  const path = 'spec.signerName'
  if (name !== legacySigner || old?.['spec']?.signerName === legacySigner) return validateSignerName(name, path)
  return [invalid(path, name, 'the legacy signerName is not allowed via this API version')]
}

function validateConditions(conditions: Condition[], old: Condition[]): FieldError[] {
  const oldTypes = old.map(({ type = '' }) => type)
  const types = conditions.map(({ type = '' }) => type)
  const twice = isTwice(types)
  const mayBeBoth = decisions.every((type) => oldTypes.includes(type))
  return conditions.flatMap(({ type = '', status = '' }, at) => {
    const path = `status.conditions[${at}]`
    const other = decisions.find((one) => one !== type)
    const both = !mayBeBoth && decisions.includes(type) && types.slice(0, at).includes(other ?? '')
    return [
      ...(type === '' && !oldTypes.includes('') ? [required(`${path}.type`)] : []),
      ...validateStatus(type, status, `${path}.status`),
      ...(both ? [invalid('status.conditions', type, 'Approved and Denied conditions are mutually exclusive')] : []),
      ...(twice(type, at) && !oldTypes.some(isTwice(oldTypes)) ? [duplicate(`${path}.type`, type)] : []),
    ]
  })
}

function validateStatus(type: string, status: string, path: string): FieldError[] {
  if (status === '') return [required(path)]
  const allowed = finalTypes.includes(type) ? ['True'] : ['False', 'True', 'Unknown']
  return allowed.includes(status) ? [] : [unsupported(path, status, allowed)]
}

function validateCertificate(certificate: string | undefined, old: KubeObject | undefined): FieldError[] {
  const before = old?.['status']?.certificate
  if (old && ((certificate ?? '') === (before ?? '') || certificateError(before) !== undefined)) return []
  const wrong = certificateError(certificate)
  return wrong === undefined ? [] : [invalid('status.certificate', '<certificate data>', wrong)]
}
