import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { validateKindMetaUpdate } from '../meta/of-kind.ts'
import { printedByGo } from '../schema/go-print.ts'
import { validateAmount } from './resource-quantities.ts'
import { isHugePages, resourceName } from './validation/resources.ts'

type Amounts = Readonly<Record<string, string>>

const podResources = new Set([
  'pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory',
])
const claimResources = new Set(['persistentvolumeclaims', 'requests.storage'])
const bestEffortResources = new Set(['pods'])

/** The scopes there are, with the standard resources that can be counted in each. */
const scopeResources: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Terminating', podResources],
  ['NotTerminating', podResources],
  ['BestEffort', bestEffortResources],
  ['NotBestEffort', podResources],
  ['PriorityClass', podResources],
  ['CrossNamespacePodAffinity', podResources],
  ['VolumeAttributesClass', claimResources],
])
const existenceScopes = new Set([
  'BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity',
])
const opposites = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']]

const quotaResources = new Set([
  'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.storage',
  'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas',
  'services', 'replicationcontrollers', 'secrets', 'persistentvolumeclaims', 'configmaps', 'services.nodeports',
  'services.loadbalancers',
])
const isQuotaResource = (name: string): boolean =>
  quotaResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')

/** Upstream: ValidateResourceQuota, but for metadata. */
export function validateQuota({ spec, status }: KubeObject): FieldError[] {
  return [...validateSpec(spec ?? {}), ...validateStatus(status)]
}

/** Upstream: ValidateResourceQuotaUpdate. */
export function validateQuotaUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const scopes: string[] = object['spec']?.scopes ?? []
  const oldScopes: string[] = old['spec']?.scopes ?? []
  const same = scopes.every((one) => oldScopes.includes(one)) && oldScopes.every((one) => scopes.includes(one))
  return [
    ...validateKindMetaUpdate(object, old),
    ...validateSpec(object['spec'] ?? {}),
    ...(same ? [] : [invalid('spec.scopes', object['spec']?.scopes, 'field is immutable')]),
  ]
}

/** Upstream: ValidateResourceQuotaStatusUpdate. */
export function validateQuotaStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...validateKindMetaUpdate(object, old),
    ...(object.metadata.resourceVersion ? [] : [required('resourceVersion')]),
    ...validateStatus(object['status']),
  ]
}

function validateStatus(status: { hard?: Amounts; used?: Amounts } | undefined): FieldError[] {
  return [...validateAmounts(status?.hard, 'status.hard'), ...validateAmounts(status?.used, 'status.used')]
}

function validateAmounts(amounts: Amounts | undefined, path: string): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`
    const known = name.includes('/') || isQuotaResource(name)
    return [
      ...resourceName(name, at),
      ...(known ? [] : [invalid(at, name, 'must be a standard resource for quota')]),
      ...validateAmount(name, amount, at),
    ]
  })
}

function validateSpec(spec: any): FieldError[] {
  return [...validateAmounts(spec.hard, 'spec.hard'), ...validateScopes(spec), ...validateScopeSelector(spec)]
}

function validateScopes({ scopes, hard }: { scopes?: string[]; hard?: Amounts }): FieldError[] {
  if (!scopes || scopes.length === 0) return []
  const wrong = (why: string): FieldError => invalid('spec.scopes', scopes, why)
  return [
    ...scopes.flatMap((scope) => [
      ...(scopeResources.has(scope) ? [] : [wrong('unsupported scope')]),
      ...misfits(scope, hard).map(() => wrong('unsupported scope applied to resource')),
    ]),
    ...conflicts(scopes).map(() => wrong('conflicting scopes')),
  ]
}

function misfits(scope: string, hard: Amounts = {}): string[] {
  const counted = scopeResources.get(scope)
  return counted ? Object.keys(hard).filter((name) => isQuotaResource(name) && !counted.has(name)) : []
}

function conflicts(scopes: readonly string[]): string[][] {
  return opposites.filter((pair) => pair.every((scope) => scopes.includes(scope)))
}

interface Requirement { scopeName?: string; operator?: string; values?: string[] }

function validateScopeSelector({ scopeSelector, scopes, hard }: any): FieldError[] {
  if (!scopeSelector) return []
  const path = 'spec.scopeSelector.matchExpressions'
  const requirements: Requirement[] = scopeSelector.matchExpressions ?? []
  const unfit = invalid(
    path, printedByGo('k8s.io/api/core/v1.ScopeSelector', scopeSelector), 'unsupported scope applied to resource',
  )
  return [
    ...requirements.flatMap((requirement) => {
      const scope = requirement.scopeName ?? ''
      return [
        ...(scopeResources.has(scope) ? [] : [invalid(`${path}.scopeName`, scope, 'unsupported scope')]),
        ...misfits(scope, hard).map(() => unfit),
        ...validateOperator(requirement, path),
      ]
    }),
    ...conflicts(requirements.map(({ scopeName = '' }) => scopeName))
      .map(() => invalid(path, scopes, 'conflicting scopes')),
  ]
}

function validateOperator({ scopeName = '', operator = '', values = [] }: Requirement, path: string): FieldError[] {
  const mustExist = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
    + 'ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or '
    + 'ResourceQuotaScopeCrossNamespacePodAffinity'
  const bound = existenceScopes.has(scopeName) && operator !== 'Exists'
    ? [invalid(`${path}.operator`, operator, mustExist)]
    : []
  switch (operator) {
    case 'In': case 'NotIn': {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
      return [...bound, ...(values.length === 0 ? [required(`${path}.values`, detail)] : [])]
    }
    case 'Exists': case 'DoesNotExist': {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
      return [...bound, ...(values.length > 0 ? [invalid(`${path}.values`, values, detail)] : [])]
    }
    default: return [...bound, invalid(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}
