import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { unsupported } from '../core/validation/fields.ts'
import { printedByGo } from '../schema/go-print.ts'
import { sameInGo } from '../schema/go-values.ts'
import { validateConditions } from './conditions.ts'
import { mandatoryPriorityLevels } from './mandatory.ts'

const specType = 'k8s.io/api/flowcontrol/v1.PriorityLevelConfigurationSpec'
const maxQueues = 10_000_000
const maxHashBits = 60
const zeroSharesAnnotation = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares'

/** Upstream: ValidatePriorityLevelConfiguration, but for metadata. */
export function validatePriorityLevel(object: KubeObject): FieldError[] {
  const { name = '', annotations = {} } = object.metadata
  const spec = object['spec'] ?? {}
  const annotated = Object.hasOwn(annotations, zeroSharesAnnotation)
  return [
    ...(annotated ? [forbidden('metadata.annotations', `annotation '${zeroSharesAnnotation}' is forbidden`)] : []),
    ...validateSpec(spec, name),
    ...keepMandatory(spec, name),
    ...validateConditions(object),
  ]
}

function validateSpec(spec: any, name: string): FieldError[] {
  const { type = '', limited, exempt } = spec
  const misnamed = (name === 'exempt') !== (type === 'Exempt')
  const nameErrors = misnamed ? [invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'")] : []
  switch (type) {
    case 'Exempt': return [
      ...nameErrors,
      ...(limited ? [forbidden('spec.limited', 'must be nil if the type is not Limited')] : []),
      ...(exempt ? validateExempt(exempt, 'spec.exempt') : []),
    ]
    case 'Limited': return [
      ...nameErrors,
      ...(exempt ? [forbidden('spec.exempt', 'must be nil if the type is Limited')] : []),
      ...(limited ? validateLimited(limited, 'spec.limited')
        : [required('spec.limited', 'must not be empty when type is Limited')]),
    ]
    default: return [...nameErrors, unsupported('spec.type', type, ['Exempt', 'Limited'])]
  }
}

/** Of the level `exempt` its shares may be changed, of `catch-all` nothing. */
function keepMandatory(spec: any, name: string): FieldError[] {
  const fixed = mandatoryPriorityLevels[name]
  if (fixed === undefined) return []
  const isExempt = name === 'exempt'
  if (sameInGo(specType, isExempt ? { ...spec, exempt: fixed['exempt'] } : spec, fixed)) return []
  const but = isExempt ? " except the 'spec.exempt' field" : ''
  return [invalid('spec', printedByGo(specType, spec), `spec of '${name}'${but} must equal the fixed value`)]
}

function validateExempt({ nominalConcurrencyShares, lendablePercent }: any, path: string): FieldError[] {
  return [...validateShares(nominalConcurrencyShares, path), ...validateLendable(lendablePercent, path)]
}

function validateLimited(limited: any, path: string): FieldError[] {
  const { nominalConcurrencyShares, lendablePercent, borrowingLimitPercent: borrowing, limitResponse } = limited
  const tooLow = (borrowing ?? 0) < 0
  return [
    ...validateShares(nominalConcurrencyShares, path),
    ...validateResponse(limitResponse ?? {}, `${path}.limitResponse`),
    ...validateLendable(lendablePercent, path),
    ...(tooLow
      ? [invalid(`${path}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer')]
      : []),
  ]
}

function validateShares(shares: number | undefined, path: string): FieldError[] {
  return (shares ?? 0) < 0
    ? [invalid(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')]
    : []
}

function validateLendable(percent: number | undefined, path: string): FieldError[] {
  if (percent === undefined || percent === null || (percent >= 0 && percent <= 100)) return []
  return [invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')]
}

function validateResponse({ type = '', queuing }: any, path: string): FieldError[] {
  const at = `${path}.queuing`
  switch (type) {
    case 'Reject': return queuing ? [forbidden(at, 'must be nil if limited.limitResponse.type is not Limited')] : []
    case 'Queue': return queuing ? validateQueuing(queuing, at)
      : [required(at, 'must not be empty if limited.limitResponse.type is Limited')]
    default: return [unsupported(`${path}.type`, type, ['Queue', 'Reject'])]
  }
}

function validateQueuing({ queues = 0, handSize = 0, queueLengthLimit = 0 }: any, path: string): FieldError[] {
  const wrong = (field: string, value: number, why: string): FieldError[] => [invalid(`${path}.${field}`, value, why)]
  return [
    ...(queueLengthLimit <= 0 ? wrong('queueLengthLimit', queueLengthLimit, 'must be positive') : []),
    ...(queues <= 0 ? wrong('queues', queues, 'must be positive') : []),
    ...(queues > maxQueues ? wrong('queues', queues, `must not be greater than ${maxQueues}`) : []),
    ...handSizeWrong(queues, handSize).flatMap((why) => wrong('handSize', handSize, why)),
  ]
}

function handSizeWrong(queues: number, handSize: number): string[] {
  if (handSize <= 0) return ['must be positive']
  if (handSize > queues) return [`should not be greater than queues (${queues})`]
  if (Math.ceil(Math.log2(queues) * handSize) <= maxHashBits) return []
  return [
    `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${maxHashBits}`,
  ]
}
