import { invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { findField } from './field-path.ts'
import type { JsonSchema, ValidationRule } from './json-schema.ts'

const reasons = ['FieldValueRequired', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueDuplicate']
const lineBreak = /[\n\r]/

/** What stands around the expressions of validation rules, and that there are any. */
export function validateRules(schema: JsonSchema, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, at) =>
    validateRule(rule, schema, `${path}.x-kubernetes-validations[${at}]`))
}

function validateRule(rule: ValidationRule, schema: JsonSchema, path: string): FieldError[] {
  const { messageExpression = '', reason, fieldPath = '' } = rule
  const at = `${path}.fieldPath`
  return [
    ...validateMessage(rule, path),
    ...(messageExpression !== '' && messageExpression.trim() === ''
      ? [required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified')]
      : []),
    ...(reason === undefined || reasons.includes(reason) ? [] : [notSupported(`${path}.reason`, reason, reasons)]),
    ...(fieldPath !== '' && fieldPath.trim() === '' ? [invalid(at, fieldPath, 'must be non-empty if specified')] : []),
    ...(lineBreak.test(fieldPath) ? [invalid(at, fieldPath, 'must not contain line breaks')] : []),
    ...(fieldPath !== '' && 'problem' in findField(fieldPath, schema)
      ? [invalid(at, fieldPath, 'must be a valid path')]
      : []),
  ]
}

function validateMessage({ rule = '', message = '' }: ValidationRule, path: string): FieldError[] {
  const trimmed = message.trim()
  if (rule.trim() === '') return [required(`${path}.rule`, 'rule is not specified')]
  if (message !== '' && trimmed === '') return [invalid(`${path}.message`, message, 'must be non-empty if specified')]
  if (lineBreak.test(trimmed)) return [invalid(`${path}.message`, message, 'must not contain line breaks')]
  return trimmed === '' && lineBreak.test(rule.trim())
    ? [required(`${path}.message`, 'message must be specified if rule contains line breaks')]
    : []
}
