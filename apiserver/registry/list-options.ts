import { badRequest, invalidError } from '../../apimachinery/api-error.ts'
import { type FieldError, forbidden, notSupportedInOrder } from '../../apimachinery/field-error.ts'
import {
  type FieldRequirement, parseFieldSelector, parseLabelSelector, type Requirements,
} from '../../apimachinery/selectors.ts'

/** What a list, watch or deletecollection asks for; upstream: metainternalversion.ListOptions. */
export interface ListOptions {
  labels: Requirements
  fields: readonly FieldRequirement[]
  watch: boolean
  allowWatchBookmarks: boolean
  resourceVersion: string
  resourceVersionMatch: string
  timeoutSeconds: number | undefined
  limit: number
  continueToken: string
  sendInitialEvents: boolean | undefined
}

/** Reads the query of a list. Throws 400 for what cannot be read and 422 for what does not go together. */
export function parseListOptions(query: URLSearchParams, watch: boolean): ListOptions {
  // Numbers are read before selectors.
  const numbers = {
    timeoutSeconds: parseInteger(query.get('timeoutSeconds')), limit: parseInteger(query.get('limit')) ?? 0,
  }
  const options: ListOptions = {
    ...numbers,
    labels: selector(query.get('labelSelector'), parseLabelSelector, []),
    fields: selector(query.get('fieldSelector'), parseFieldSelector, []),
    watch,
    allowWatchBookmarks: parseBoolean(query.get('allowWatchBookmarks')) ?? false,
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    continueToken: query.get('continue') ?? '',
    sendInitialEvents: parseBoolean(query.get('sendInitialEvents')),
  }
  defaultInitialEvents(options)
  const errors = watch ? validateWatch(options) : validateList(options)
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  return options
}

function selector<T>(text: string | null, parse: (text: string) => T, none: T): T {
  if (text === null || text === '') return none
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(error.message)
    throw error
  }
}

const maxInt64 = 2n ** 63n - 1n

/** An integer of a query. Throws 400 with Go's text. */
export function parseInteger(text: string | null): number | undefined {
  if (text === null) return undefined
  const quoted = JSON.stringify(text)
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${quoted}: invalid syntax`)
  const value = BigInt(text.replace('+', ''))
  if (value > maxInt64 || value < -maxInt64 - 1n) {
    throw badRequest(`strconv.ParseInt: parsing ${quoted}: value out of range`)
  }
  return Number(value)
}

/** Present and neither `false` nor `0`: upstream's conversion of a query's booleans. */
export function parseBoolean(text: string | null): boolean | undefined {
  if (text === null) return undefined
  return text.toLowerCase() !== 'false' && text !== '0'
}

/** A watch without a version starts with what exists; upstream says so by these two (SetListOptionsDefaults). */
function defaultInitialEvents(options: ListOptions): void {
  const { watch, sendInitialEvents, resourceVersion, resourceVersionMatch } = options
  if (!watch || sendInitialEvents !== undefined || resourceVersionMatch !== '') return
  if (resourceVersion !== '' && resourceVersion !== '0') return
  options.sendInitialEvents = true
  options.resourceVersionMatch = 'NotOlderThan'
}

function validateList(
  { resourceVersion, resourceVersionMatch: match, continueToken, sendInitialEvents }: ListOptions,
): FieldError[] {
  const errors: FieldError[] = []
  const path = 'resourceVersionMatch'
  if (match !== '') {
    if (resourceVersion === '') errors.push(forbidden(path, `${path} is forbidden unless resourceVersion is provided`))
    if (continueToken !== '') errors.push(forbidden(path, `${path} is forbidden when continue is provided`))
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupportedInOrder(path, match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbidden(path, `${path} "exact" is forbidden for resourceVersion "0"`))
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return errors
}

function validateWatch({ resourceVersionMatch: match, continueToken, sendInitialEvents }: ListOptions): FieldError[] {
  const errors: FieldError[] = []
  const path = 'resourceVersionMatch'
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbidden(path, `sendInitialEvents requires setting ${path} to NotOlderThan`))
  }
  if (match === '') return errors
  if (sendInitialEvents === undefined) {
    errors.push(forbidden(path, `${path} is forbidden for watch unless sendInitialEvents is provided`))
  }
  if (match !== 'NotOlderThan') errors.push(notSupportedInOrder(path, match, ['NotOlderThan']))
  if (continueToken !== '') errors.push(forbidden(path, `${path} is forbidden when continue is provided`))
  return errors
}
