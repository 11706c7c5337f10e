import { duplicate, invalid, required, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isValidLabelValue } from '../../../../apimachinery/names.ts'
import { validateLabelSelector } from '../../../../apimachinery/selectors.ts'
import { qualifiedName, unsupported } from './fields.ts'
import { validateMatchLabelKeys } from './match-label-keys.ts'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Upstream: ValidateTolerations. */
export function validateTolerations(tolerations: any[] | undefined, path: string): FieldError[] {
  return (tolerations ?? [])
    .flatMap(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, index) => {
      const at = `${path}[${index}]`
      const anyKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
      const seconds = "effect must be 'NoExecute' when `tolerationSeconds` is set"
      return [
        ...(key === '' ? [] : qualifiedName(`${at}.key`, key)),
        ...(key === '' && operator !== 'Exists' ? [invalid(`${at}.operator`, operator, anyKey)] : []),
        ...(tolerationSeconds !== undefined && effect !== 'NoExecute'
          ? [invalid(`${at}.effect`, effect, seconds)]
          : []),
        ...validateOperator(operator, value, `${at}.operator`),
        ...(effect === '' || effects.includes(effect) ? [] : [unsupported(`${at}.effect`, effect, effects)]),
      ]
    })
}

function validateOperator(operator: string, value: string, path: string): FieldError[] {
  switch (operator) {
    case '':
    case 'Equal': {
      const wrong = isValidLabelValue(value)
      return wrong.length === 0 ? [] : [invalid(path, value, wrong.join(';'))]
    }
    case 'Exists':
      return value === '' ? [] : [invalid(path, value, "value must be empty when `operator` is 'Exists'")]
    case 'Lt':
    case 'Gt':
      return [unsupported(path, operator, ['Equal', 'Exists', 'Lt', 'Gt'])]
    default:
      return [unsupported(path, operator, ['Equal', 'Exists'])]
  }
}

/** Upstream: validateTopologySpreadConstraints. */
export function validateTopologySpread(constraints: any[] | undefined, path: string): FieldError[] {
  return (constraints ?? []).flatMap((constraint, index, all) => {
    const at = `${path}[${index}]`
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains, matchLabelKeys, labelSelector } =
      constraint
    const again = all.slice(index + 1).some((other) =>
      (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable)
    return [
      ...(maxSkew > 0 ? [] : [invalid(`${at}.maxSkew`, maxSkew, 'must be greater than zero')]),
      ...(topologyKey === '' ? [required(`${at}.topologyKey`, 'can not be empty')] : []),
      ...supportedOnly(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
      ...(again
        ? [duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`)]
        : []),
      ...validateMinDomains(minDomains, whenUnsatisfiable, `${at}.minDomains`),
      ...supportedOnly(`${at}.nodeAffinityPolicy`, constraint.nodeAffinityPolicy, ['Honor', 'Ignore']),
      ...supportedOnly(`${at}.nodeTaintsPolicy`, constraint.nodeTaintsPolicy, ['Honor', 'Ignore']),
      ...validateMatchLabelKeys(at, matchLabelKeys, [], labelSelector),
      ...validateLabelSelector(labelSelector, `${at}.labelSelector`),
    ]
  })
}

function supportedOnly(path: string, value: string | undefined, values: readonly string[]): FieldError[] {
  return value === undefined || values.includes(value) ? [] : [unsupported(path, value, values)]
}

function validateMinDomains(count: number | undefined, action: string, path: string): FieldError[] {
  if (count === undefined) return []
  const only = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`
  return [
    ...(count > 0 ? [] : [invalid(path, count, 'must be greater than zero')]),
    ...(action === 'DoNotSchedule' ? [] : [invalid(path, count, only)]),
  ]
}

/** Upstream: validateSchedulingGates. */
export function validateSchedulingGates(gates: any[] | undefined, path: string): FieldError[] {
  const seen = new Set<string>()
  return (gates ?? []).flatMap(({ name = '' }, index) => {
    const again = seen.has(name)
    seen.add(name)
    return [...qualifiedName(`${path}[${index}]`, name), ...(again ? [duplicate(`${path}[${index}]`, name)] : [])]
  })
}
