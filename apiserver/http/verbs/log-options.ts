import { badRequest, invalidError } from '../../../apimachinery/api-error.ts'
import { forbidden, invalid } from '../../../apimachinery/field-error.ts'
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { readTime } from '../../resources/schema/scalars.ts'
import { isTrue } from '../request-info.ts'

/** Upstream: v1.PodLogOptions, but for what only the API server reads. */
export interface PodLogOptions {
  container: string
  follow: boolean
  previous: boolean
  timestamps: boolean
  sinceSeconds: bigint | undefined
  sinceTime: string | undefined
  tailLines: bigint | undefined
  limitBytes: bigint | undefined
  stream: string | undefined
}

const max = (1n << 63n) - 1n

/** Reads a query. Throws 400 for what is no number or time, with Go's words. */
export function parseLogOptions(query: URLSearchParams): PodLogOptions {
  return {
    container: query.get('container') ?? '',
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    sinceSeconds: integer(query.get('sinceSeconds')),
    sinceTime: time(query.get('sinceTime')),
    tailLines: integer(query.get('tailLines')),
    limitBytes: integer(query.get('limitBytes')),
    stream: query.get('stream') ?? undefined,
  }
}

/** Throws 422 for what goes beyond the bounds or does not go together. Upstream: ValidatePodLogOptions. */
export function checkLogOptions(
  { sinceSeconds, sinceTime, tailLines, limitBytes, stream }: PodLogOptions, name: string,
): void {
  const errors: FieldError[] = []
  const below = (path: string, value: bigint | undefined, least: bigint, text: string): void => {
    if (value !== undefined && value < least) errors.push(invalid(path, Number(value), text))
  }
  below('tailLines', tailLines, 0n, 'must be greater than or equal to 0')
  below('limitBytes', limitBytes, 1n, 'must be greater than 0')
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    errors.push(forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else below('sinceSeconds', sinceSeconds, 1n, 'must be greater than 0')
  // The feature that reads streams apart (PodLogsQuerySplitStreams) is off unless it is asked for.
  if (stream !== undefined) errors.push(forbidden('stream', 'may not be specified'))
  if (errors.length > 0) throw invalidError({ group: '', kind: 'PodLogOptions' }, name, errors)
}

/** The query for the kubelet, with its question mark. Upstream: LogLocation. */
export function printLogOptions(options: PodLogOptions): string {
  const query = new URLSearchParams()
  for (const key of ['follow', 'previous', 'timestamps'] as const) if (options[key]) query.set(key, 'true')
  for (const key of ['sinceSeconds', 'sinceTime', 'tailLines', 'limitBytes'] as const) {
    if (options[key] !== undefined) query.set(key, String(options[key]))
  }
  query.sort()
  return query.size === 0 ? '' : `?${query}`
}

function integer(text: string | null): bigint | undefined {
  if (text === null) return undefined
  const shown = JSON.stringify(text)
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${shown}: invalid syntax`)
  const value = BigInt(text.replace(/^\+/, ''))
  if (value > max || value < -max - 1n) throw badRequest(`strconv.ParseInt: parsing ${shown}: value out of range`)
  return value
}

function time(text: string | null): string | undefined {
  if (text === null || text === '') return undefined
  const read = readTime(text)
  if ('error' in read) throw badRequest(read.error)
  return read.value ?? '0001-01-01T00:00:00Z'
}
