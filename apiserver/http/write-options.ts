import { patchLimits } from '../../apimachinery/limits.ts'
import { invalidError } from '../../apimachinery/api-error.ts'
import { type FieldError, notSupported, required } from '../../apimachinery/field-error.ts'
import { validateDryRun } from '../registry/delete-options.ts'
import { validateFieldManager } from '../resources/meta/managed-fields.ts'
import { type Exchange, header } from './exchange.ts'

/** What to do about fields that are unknown or repeated. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** Upstream: metav1.CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  dryRun: boolean
  fieldManager: string
  fieldValidation: FieldValidation
  force: boolean
}

const validations = ['', 'Ignore', 'Strict', 'Warn']

/** Reads a write's query. Throws 422 about `kind` (CreateOptions …). */
export function parseWriteOptions(
  exchange: Exchange, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions', apply = false,
): WriteOptions {
  const { query } = exchange
  const dryRun = query.getAll('dryRun')
  const manager = query.get('fieldManager') ?? ''
  const validation = query.get('fieldValidation') ?? ''
  const force = query.get('force')
  const errors = [
    ...(apply || kind !== 'PatchOptions' ? [] : forbiddenForce(force)),
    ...validateManager(manager, apply),
    ...validateDryRun(dryRun),
    ...(validations.includes(validation) ? [] : [notSupported('fieldValidation', validation, validations)]),
  ]
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind }, '', errors)
  return {
    dryRun: dryRun.length > 0,
    fieldManager: manager || managerFromAgent(header(exchange, 'user-agent')),
    fieldValidation: (validation || 'Warn') as FieldValidation,
    force: force !== null && force.toLowerCase() !== 'false' && force !== '0',
  }
}

function forbiddenForce(force: string | null): FieldError[] {
  return force === null
    ? []
    : [{ type: 'FieldValueForbidden', path: 'force', message: 'Forbidden: may not be specified for non-apply patch' }]
}

function validateManager(manager: string, apply: boolean): FieldError[] {
  return apply && manager === ''
    ? [required('fieldManager', 'is required for apply patch')]
    : validateFieldManager(manager, 'fieldManager')
}

/** Who names no manager is known by its program; upstream: managerOrUserAgent. */
function managerFromAgent(agent: string): string {
  const program = (agent.split('/')[0] ?? '').slice(0, patchLimits.managerBytes)
  return program.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '') || 'unknown'
}
