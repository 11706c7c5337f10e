import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isPathSegmentName } from '../../../apimachinery/names.ts'
import { parseQuantity } from '../../../apimachinery/quantity.ts'
import { dns1123Label, invalidFor, unsupported } from '../core/validation/fields.ts'
import { containerResourceName } from '../core/validation/resources.ts'
import { validateReference, type ReferenceRules } from './reference-validation.ts'

type SourceRule = (source: any, path: string, rules: ReferenceRules) => FieldError[]

/** The sources of metrics by the field that holds them, in upstream's order. */
const sources: ReadonlyArray<readonly [field: string, type: string, rule: SourceRule]> = [
  ['object', 'Object', validateObject],
  ['external', 'External', validateExternal],
  ['pods', 'Pods', validatePods],
  ['resource', 'Resource', validateResource],
  ['containerResource', 'ContainerResource', validateContainerResource],
]
const types = sources.map(([, type]) => type).sort()
const targetTypes = ['Utilization', 'Value', 'AverageValue']

/** Upstream: validateMetricSpec. */
export function validateMetric(metric: any, path: string, rules: ReferenceRules): FieldError[] {
  const { type = '' } = metric
  const present = sources.filter(([field]) => metric[field])
  const [first] = present
  const wanted = sources.find((source) => source[1] === type)?.[0]
  const unknown = types.includes(type) ? [] : [unsupported(`${path}.type`, type, types)]
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : []),
    ...unknown,
    ...(first ? first[2](metric[first[0]], `${path}.${first[0]}`, rules) : []),
    ...(wanted !== undefined && !metric[wanted]
      ? [required(`${path}.${wanted}`, 'must populate information for the given metric source')]
      : []),
    ...unknown,
    ...(present.length === 1 ? [] : present
      .filter(([field]) => field !== wanted)
      .map(([field]) => forbidden(`${path}.${field}`, 'must populate the given metric source only'))),
  ]
}

function validateObject(
  { describedObject = {}, metric, target = {} }: any, path: string, rules: ReferenceRules,
): FieldError[] {
  return [
    ...validateReference(describedObject, `${path}.describedObject`, rules),
    ...validateIdentifier(metric, `${path}.metric`),
    ...validateTarget(target, `${path}.target`),
    ...(hasValue(target)
      ? []
      : [required(`${path}.target.averageValue`, 'must set either a target value or averageValue')]),
  ]
}

const hasValue = ({ value, averageValue }: any): boolean => value !== undefined || averageValue !== undefined

function validateExternal({ metric, target = {} }: any, path: string): FieldError[] {
  const neither = 'must set either a target value for metric or a per-pod target'
  const both = 'may not set both a target value for metric and a per-pod target'
  return [
    ...validateIdentifier(metric, `${path}.metric`),
    ...validateTarget(target, `${path}.target`),
    ...(hasValue(target) ? [] : [required(`${path}.target.averageValue`, neither)]),
    ...(target.value !== undefined && target.averageValue !== undefined
      ? [forbidden(`${path}.target.value`, both)]
      : []),
  ]
}

function validatePods({ metric, target = {} }: any, path: string): FieldError[] {
  return [
    ...validateIdentifier(metric, `${path}.metric`),
    ...validateTarget(target, `${path}.target`),
    ...(target.averageValue === undefined
      ? [required(`${path}.target.averageValue`, 'must specify a positive target averageValue')]
      : []),
  ]
}

function validateResource({ name = '', target = {} }: any, path: string): FieldError[] {
  return [
    ...(name === '' ? [required(`${path}.name`, 'must specify a resource name')] : []),
    ...validateUsage(target, `${path}.target`),
  ]
}

function validateContainerResource({ name = '', container = '', target = {} }: any, path: string): FieldError[] {
  return [
    ...(name === ''
      ? [required(`${path}.name`, 'must specify a resource name')]
      : containerResourceName(name, `${path}.name`)),
    ...(container === ''
      ? [required(`${path}.container`, 'must specify a container')]
      : dns1123Label(`${path}.container`, container)),
    ...validateUsage(target, `${path}.target`),
  ]
}

/** How much of a resource: so much, or such a part of what was requested. */
function validateUsage(target: any, path: string): FieldError[] {
  const { averageUtilization, averageValue } = target
  const neither = 'must set either a target raw value or a target utilization'
  const both = 'may not set both a target raw value and a target utilization'
  const count = [averageUtilization, averageValue].filter((one) => one !== undefined).length
  return [
    ...validateTarget(target, path),
    ...(count === 0 ? [required(`${path}.averageUtilization`, neither)] : []),
    ...(count === 2 ? [forbidden(`${path}.averageValue`, both)] : []),
  ]
}

function validateIdentifier({ name = '' }: any = {}, path: string): FieldError[] {
  if (name === '') return [required(`${path}.name`, 'must specify a metric name')]
  return invalidFor(`${path}.name`, name, isPathSegmentName(name))
}

function validateTarget({ type = '', value, averageValue, averageUtilization }: any, path: string): FieldError[] {
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric target type')] : []),
    ...(targetTypes.includes(type)
      ? []
      : [invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...positive(`${path}.value`, value),
    ...positive(`${path}.averageValue`, averageValue),
    ...(averageUtilization < 1
      ? [invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0')]
      : []),
  ]
}

function positive(path: string, text: string | undefined): FieldError[] {
  const amount = text === undefined ? undefined : parseQuantity(text)
  return amount === undefined || amount.sign() > 0 ? [] : [invalid(path, String(amount), 'must be positive')]
}
