import type { ResourceDefinition } from '../definition.ts'
import { mutatingAdmissionPolicyBinding, validatingAdmissionPolicyBinding } from './bindings.ts'
import { mutatingAdmissionPolicy, validatingAdmissionPolicy } from './policies.ts'
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration.ts'

/** The kinds of admissionregistration.k8s.io. */
export const admissionregistrationRows: readonly ResourceDefinition[] = [
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
]
