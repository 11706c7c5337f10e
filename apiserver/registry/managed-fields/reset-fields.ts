/**
 * Which fields an endpoint takes back from a writer, so that writing them gives no ownership: the status on
 * the object itself, the rest on its status. Upstream: the strategies' GetResetFields.
 */
import { fieldSetOf } from './field-set.ts'
import type { FieldSet } from './field-set.ts'

const status = fieldSetOf(['status'])
const spec = fieldSetOf(['spec'])
const specAndMetadata = fieldSetOf(['spec'], ['metadata'])

/** Kinds whose two endpoints are not `status` and `spec`; rows are `resource.group/subresource`. */
const exceptions: Readonly<Record<string, FieldSet>> = {
  'validatingadmissionpolicies.admissionregistration.k8s.io/status': specAndMetadata,
  'deployments.apps/status': fieldSetOf(['spec'], ['metadata', 'labels']),
  'certificatesigningrequests.certificates.k8s.io/': fieldSetOf(['spec'], ['status']),
  'certificatesigningrequests.certificates.k8s.io/status': fieldSetOf(['spec'], ['status', 'conditions']),
  'certificatesigningrequests.certificates.k8s.io/approval': fieldSetOf(['spec'], ['status', 'certificate']),
  'namespaces/finalize': status,
  'pods/status': fieldSetOf(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']),
  'flowschemas.flowcontrol.apiserver.k8s.io/status': specAndMetadata,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io/status': specAndMetadata,
  'servicecidrs.networking.k8s.io/status': specAndMetadata,
  'devicetaintrules.resource.k8s.io/status': specAndMetadata,
  'resourceclaims.resource.k8s.io/status': specAndMetadata,
  'apiservices.apiregistration.k8s.io/status': specAndMetadata,
  'volumeattachments.storage.k8s.io/status': specAndMetadata,
}

/** What to hand to `trackUpdate` and `apply` for a built-in kind's endpoint. */
export function resetFieldsOf(
  { group, resource }: { group: string; resource: string }, subresource = '',
): FieldSet | undefined {
  const name = group === '' ? resource : `${resource}.${group}`
  const exception = exceptions[`${name}/${subresource}`]
  if (exception !== undefined) return exception
  if (subresource === 'status') return spec
  return subresource === '' ? status : undefined
}
