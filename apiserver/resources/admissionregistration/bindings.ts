import { duplicate, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { dns1123Subdomain, unsupported } from '../core/validation/fields.ts'
import type { ResourceDefinition } from '../definition.ts'
import {
  defaultMatch, shownParamRef, validateMatch, validateMutatingOperations, validateParamRef,
} from './match-resources.ts'
import { policyStrategy } from './policy-strategy.ts'
import { registrationRow } from './registration-row.ts'

const actions = ['Audit', 'Deny', 'Warn']

/** ValidatingAdmissionPolicyBinding: where a validating policy holds, with which parameters, and what follows. */
export const validatingAdmissionPolicyBinding = row('Validating', (object) => [
  ...validateBinding(object), ...validateActions(object['spec']?.validationActions ?? []),
])

/** MutatingAdmissionPolicyBinding: where a mutating policy holds, and with which parameters. */
export const mutatingAdmissionPolicyBinding = row('Mutating', (object) => [
  ...validateBinding(object), ...validateMutatingOperations(object['spec']?.matchResources, 'spec.matchResources'),
])

function row(which: string, validate: (object: KubeObject) => FieldError[]): ResourceDefinition {
  const kind = `${which}AdmissionPolicyBinding`
  return {
    ...registrationRow(kind),
    strategy: policyStrategy({
      specType: `k8s.io/api/admissionregistration/v1.${kind}Spec`,
      applyDefaults: ({ spec }) => defaultMatch(spec?.matchResources),
      validate,
    }),
    columns: [
      nameColumn,
      column('PolicyName', 'PolicyName indicates the policy definition which the policy binding binded to',
        ({ spec }) => spec?.policyName ?? ''),
      column('ParamRef', 'ParamRef indicates the param resource which sets the configuration param',
        ({ spec }) => shownParamRef(spec?.paramRef)),
      ageColumn,
    ],
  }
}

function validateBinding({ spec = {} }: KubeObject): FieldError[] {
  const { policyName = '', paramRef, matchResources } = spec
  return [
    ...(policyName === '' ? [required('spec.policyName')] : dns1123Subdomain('spec.policyName', policyName)),
    ...validateParamRef(paramRef, 'spec.paramRef'),
    ...validateMatch(matchResources, 'spec.matchResources'),
  ]
}

function validateActions(given: string[]): FieldError[] {
  const path = 'spec.validationActions'
  const both = 'must not contain both Deny and Warn (repeating the same validation failure information in the API '
    + 'response and headers serves no purpose)'
  return [
    ...given.flatMap((action, at) => [
      ...(actions.includes(action) ? [] : [unsupported(`${path}[${at}]`, action, actions)]),
      ...(given.indexOf(action) < at ? [duplicate(`${path}[${at}]`, action)] : []),
    ]),
    ...(given.includes('Deny') && given.includes('Warn') ? [invalid(path, given, both)] : []),
    ...(given.length === 0 ? [required(path, 'at least one validation action is required')] : []),
  ]
}
