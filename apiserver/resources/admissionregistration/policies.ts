import { duplicate, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { oneOf, qualifiedName, unsupported } from '../core/validation/fields.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { validateMetaConditions } from '../meta/conditions.ts'
import { keepMetaForStatus } from '../meta/keep-for-status.ts'
import { defaultMatch, shownParamKind } from './match-resources.ts'
import { policyStrategy } from './policy-strategy.ts'
import { validatePolicy } from './policy-validation.ts'
import { registrationRow } from './registration-row.ts'

const paramKindColumn = column(
  'ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy',
  ({ spec }) => shownParamKind(spec?.paramKind),
)
const maxAuditAnnotations = 20
const maxValueExpression = 5 * 1024

/** ValidatingAdmissionPolicy: expressions that requests must fulfil. */
export const validatingAdmissionPolicy: ResourceDefinition = {
  ...registrationRow('ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
  strategy: policyStrategy({
    specType: 'k8s.io/api/admissionregistration/v1.ValidatingAdmissionPolicySpec',
    hasStatus: true,
    applyDefaults,
    validate: (object, old) => [...validatePolicy(object, old, false), ...validateContent(object)],
  }),
  status: {
    prepareForUpdate(object, old) {
      restore(object, old, 'spec')
      keepMetaForStatus(object.metadata, old.metadata)
    },
    validateUpdate: validateStatus,
  },
  subresources: [{ name: 'status', kind: 'ValidatingAdmissionPolicy', verbs: statusVerbs }],
  columns: [
    nameColumn,
    column('Validations', 'Validations indicates the number of validation rules defined in this configuration',
      ({ spec }) => (spec?.validations ?? []).length, 'integer'),
    paramKindColumn,
    ageColumn,
  ],
}

/** MutatingAdmissionPolicy: expressions that change objects on their way to the store. */
export const mutatingAdmissionPolicy: ResourceDefinition = {
  ...registrationRow('MutatingAdmissionPolicy', 'mutatingadmissionpolicies'),
  strategy: policyStrategy({
    specType: 'k8s.io/api/admissionregistration/v1.MutatingAdmissionPolicySpec',
    applyDefaults,
    validate: (object, old) => [...validatePolicy(object, old, true), ...validateMutations(object)],
  }),
  columns: [
    nameColumn,
    column('Mutations', 'Mutation indicates the number of mutations rules defined in this configuration',
      ({ spec }) => (spec?.mutations ?? []).length, 'integer'),
    paramKindColumn,
    ageColumn,
  ],
}

function applyDefaults(object: KubeObject): void {
  object['spec'] = { ...object['spec'] }
  object['spec'].failurePolicy ??= 'Fail'
  defaultMatch(object['spec'].matchConstraints)
}

function validateContent({ metadata, spec = {} }: KubeObject): FieldError[] {
  const validations: any[] = spec.validations ?? []
  const annotations: any[] = spec.auditAnnotations ?? []
  if (validations.length === 0 && annotations.length === 0) {
    const why = 'validations or auditAnnotations must contain at least one item'
    return [required('spec.validations', why), required('spec.auditAnnotations', why)]
  }
  const keys = annotations.map(({ key = '' }) => key)
  const path = 'spec.auditAnnotations'
  return [
    ...validations.flatMap((one, at) => validateValidation(one, `spec.validations[${at}]`)),
    ...(annotations.length > maxAuditAnnotations
      ? [invalid(path, annotations, `must not have more than ${maxAuditAnnotations} auditAnnotations`)]
      : []),
    ...annotations.flatMap((one, at) => [
      ...validateAnnotation(one, metadata.name ?? '', `${path}[${at}]`),
      ...(keys.indexOf(keys[at]) < at ? [duplicate(`${path}[${at}].key`, keys[at])] : []),
    ]),
  ]
}

function validateValidation(
  { expression = '', message = '', messageExpression = '', reason }: any, path: string,
): FieldError[] {
  const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
  const blank = (text: string): boolean => text !== '' && text.trim() === ''
  const nonEmpty = 'must be non-empty if specified'
  return [
    ...(expression.trim() === '' ? [required(`${path}.expression`, 'expression is not specified')] : []),
    ...(blank(messageExpression) ? [invalid(`${path}.messageExpression`, messageExpression, nonEmpty)] : []),
    ...(blank(message) ? [invalid(`${path}.message`, message, nonEmpty)] : []),
    ...(/[\n\r]/.test(message.trim()) ? [invalid(`${path}.message`, message, 'must not contain line breaks')] : []),
    ...(reason === undefined || reasons.includes(reason) ? [] : [unsupported(`${path}.reason`, reason, reasons)]),
  ]
}

function validateAnnotation({ key = '', valueExpression = '' }: any, name: string, path: string): FieldError[] {
  const expression = valueExpression.trim()
  const at = `${path}.valueExpression`
  return [
    ...(name === '' ? [invalid(`${path}.key`, key, 'requires metadata.name be non-empty')]
      : qualifiedName(`${path}.key`, `${name}/${key}`)),
    ...(expression === '' ? [required(at, 'valueExpression is not specified')] : []),
    ...(Buffer.byteLength(expression) > maxValueExpression
      ? [required(at, `must not exceed ${maxValueExpression} bytes in length`)]
      : []),
  ]
}

function validateMutations({ spec = {} }: KubeObject): FieldError[] {
  const mutations: any[] = spec.mutations ?? []
  return [
    ...(mutations.length === 0 ? [required('spec.mutations', 'mutations must contain at least one item')] : []),
    ...mutations.flatMap((mutation, at) => validateMutation(mutation, `spec.mutations[${at}]`)),
    ...oneOf('spec.reinvocationPolicy', spec.reinvocationPolicy, ['IfNeeded', 'Never']),
  ]
}

/** The two forms of a mutation: the type, the field it is in, and the field it is not in. */
const patchFields: Readonly<Record<string, readonly [own: string, other: string]>> = {
  JSONPatch: ['jsonPatch', 'applyConfiguration'],
  ApplyConfiguration: ['applyConfiguration', 'jsonPatch'],
}

function validateMutation(mutation: any, path: string): FieldError[] {
  const { patchType = '' } = mutation
  const fields = patchFields[patchType]
  if (fields === undefined) return oneOf(`${path}.patchType`, patchType, Object.keys(patchFields).sort())
  const [own, other] = fields
  const expression: string = mutation[own]?.expression ?? ''
  return [
    ...(mutation[own] ? [] : [required(`${path}.${own}`, `must be specified when patchType is ${patchType}`)]),
    ...(mutation[own] && expression.trim() === '' ? [required(`${path}.${own}.expression`)] : []),
    ...(mutation[other]
      ? [invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`)]
      : []),
  ]
}

function validateStatus({ status = {} }: KubeObject): FieldError[] {
  const warnings: any[] = status.typeChecking?.expressionWarnings ?? []
  return [
    ...warnings.flatMap(({ warning = '', fieldRef = '' }, at) => {
      const path = `status.typeChecking.expressionWarnings[${at}]`
      return [
        ...(warning === '' ? [required(`${path}.warning`)] : []),
        ...(fieldRef.trim() === '' ? [required(`${path}.fieldRef`)] : []),
      ]
    }),
    ...validateMetaConditions(status.conditions, 'status.conditions'),
  ]
}
