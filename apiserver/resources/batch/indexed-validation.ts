import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'

const maxParallelism = 100_000
const maxFailed = 100_000
const manyCompletions = 100_000
const maxParallelismForMany = 10_000
const maxFailedForMany = 10_000

/** What depends on whether the pods of a Job have indexes. */
export function validateIndexed(spec: any, path: string): FieldError[] {
  if (spec.completionMode === 'Indexed') return validateLimits(spec, path)
  if (spec.completionMode !== undefined && spec.completionMode !== 'NonIndexed') return []
  return ['backoffLimitPerIndex', 'maxFailedIndexes']
    .filter((name) => spec[name] !== undefined)
    .map((name) => invalid(`${path}.${name}`, spec[name], 'requires indexed completion mode'))
}

function validateLimits(spec: any, path: string): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes: failed, backoffLimitPerIndex } = spec
  const atMost = (name: string, most: number, when = ''): FieldError[] =>
    (spec[name] ?? 0) > most
      ? [invalid(`${path}.${name}`, spec[name], `must be less than or equal to ${most}${when}`)]
      : []
  return [
    ...(completions === undefined ? [required(`${path}.completions`, 'when completion mode is Indexed')] : []),
    ...(parallelism > maxParallelism ? atMost('parallelism', maxParallelism, ' when completion mode is Indexed') : []),
    ...(completions !== undefined && failed > completions
      ? [invalid(`${path}.maxFailedIndexes`, failed, 'must be less than or equal to completions')]
      : []),
    ...atMost('maxFailedIndexes', maxFailed),
    ...(completions > manyCompletions && backoffLimitPerIndex !== undefined ? validateMany(spec, path, atMost) : []),
  ]
}

/** The failed indexes of very many pods would not fit into the status. */
function validateMany(
  spec: any, path: string, atMost: (name: string, most: number, when: string) => FieldError[],
): FieldError[] {
  const when = ` when completions are above ${manyCompletions} and used with backoff limit per index`
  const missing = `must be specified when completions is above ${manyCompletions}`
  return [
    ...(spec.maxFailedIndexes === undefined ? [required(`${path}.maxFailedIndexes`, missing)] : []),
    ...atMost('parallelism', maxParallelismForMany, when),
    ...atMost('maxFailedIndexes', maxFailedForMany, when),
  ]
}
