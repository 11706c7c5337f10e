import {
  duplicate, invalid, notSupported, required, tooLong, type FieldError,
} from '../../../apimachinery/field-error.ts'
import { byteLength, isQualifiedName, regexError } from '../../../apimachinery/names.ts'

const maxReason = 1024
const maxMessage = 32 * 1024
const statuses = ['False', 'True', 'Unknown']
const reasonFormat = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
const reasonPattern = new RegExp(`^${reasonFormat}$`)
const reasonMessage = 'a condition reason must start with alphabetic character, optionally followed by a string of ' +
  "alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
const reasonExamples = ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB']

/** What is wrong with a list of metav1.Condition. Upstream: metav1validation.ValidateConditions. */
export function validateMetaConditions(conditions: any[] | undefined, path: string): FieldError[] {
  const types = (conditions ?? []).map(({ type = '' }) => type)
  return (conditions ?? []).flatMap((condition, index) => {
    const at = `${path}[${index}]`
    const { type = '' } = condition
    return [
      ...(types.indexOf(type) < index ? [duplicate(`${at}.type`, type)] : []),
      ...isQualifiedName(type).map((message) => invalid(`${at}.type`, type, message)),
      ...validateCondition(condition, at),
    ]
  })
}

function validateCondition(condition: any, path: string): FieldError[] {
  const { status = '', observedGeneration = 0, lastTransitionTime, reason = '', message = '' } = condition
  const negative = 'must be greater than or equal to zero'
  return [
    ...(statuses.includes(status) ? [] : [notSupported(`${path}.status`, status, statuses)]),
    ...(observedGeneration < 0 ? [invalid(`${path}.observedGeneration`, observedGeneration, negative)] : []),
    ...(lastTransitionTime ? [] : [required(`${path}.lastTransitionTime`)]),
    ...(reason === '' ? [required(`${path}.reason`)] : validateReason(reason, `${path}.reason`)),
    ...(byteLength(message) > maxMessage ? [tooLong(`${path}.message`, maxMessage)] : []),
  ]
}

function validateReason(reason: string, path: string): FieldError[] {
  return [
    ...(reasonPattern.test(reason)
      ? []
      : [invalid(path, reason, regexError(reasonMessage, reasonFormat, ...reasonExamples))]),
    ...(byteLength(reason) > maxReason ? [tooLong(path, maxReason)] : []),
  ]
}
