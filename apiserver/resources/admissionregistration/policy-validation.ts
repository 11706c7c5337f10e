/** What both kinds of policy have in common, but for what their expressions say. */
import { semanticEqual } from '../../../apimachinery/equality.ts'
import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { unsupported } from '../core/validation/fields.ts'
import { validateMatchConditions } from './match-conditions.ts'
import { validateMatch, validateMutatingOperations, validateParamKind } from './match-resources.ts'

const failurePolicies = ['Fail', 'Ignore']
const reserved = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let',
  'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
])

/** Failure policy, parameters, match and variables of a policy. */
export function validatePolicy(
  { spec = {} }: KubeObject, old: KubeObject | undefined, mutating: boolean,
): FieldError[] {
  const { matchConstraints: match } = spec
  const same = old !== undefined && semanticEqual(spec.paramKind, old['spec']?.paramKind) &&
    semanticEqual(spec.matchConditions, old['spec']?.matchConditions)
  const path = 'spec.matchConstraints'
  return [
    ...(failurePolicies.includes(spec.failurePolicy)
      ? []
      : [unsupported('spec.failurePolicy', spec.failurePolicy, failurePolicies)]),
    ...validateParamKind(spec.paramKind, 'spec.paramKind'),
    ...(match ? validateMatch(match, path) : [required(path)]),
    ...(match && (match.resourceRules ?? []).length === 0 ? [required(`${path}.resourceRules`)] : []),
    ...(mutating ? validateMutatingOperations(match, path) : []),
    ...(same ? [] : validateMatchConditions(spec.matchConditions, 'spec.matchConditions')),
    ...(spec.variables ?? [])
      .flatMap((variable: any, at: number) => validateVariable(variable, `spec.variables[${at}]`)),
  ]
}

function validateVariable({ name = '', expression = '' }: any, path: string): FieldError[] {
  const isIdentifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name)
  return [
    ...(name.trim() === '' ? [required(`${path}.name`, 'name is not specified')] : []),
    ...(name.trim() === '' || isIdentifier ? [] : [invalid(`${path}.name`, name, 'must be a valid CEL identifier')]),
    ...(expression.trim() === '' ? [required(`${path}.expression`, 'expression is not specified')] : []),
  ]
}
