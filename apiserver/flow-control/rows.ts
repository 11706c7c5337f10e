import type { KubeObject } from '../../apimachinery/meta.ts'
import { mandatoryFlowSchemas, mandatoryPriorityLevels } from '../resources/flowcontrol/mandatory.ts'

/** Who a rule is about; `*` is everybody of the sort. */
export type Subject =
  | { kind: 'User'; name: string }
  | { kind: 'Group'; name: string }
  | { kind: 'ServiceAccount'; namespace: string; name: string }

/** Requests for resources that a rule is about. */
export interface ResourceRule {
  verbs: readonly string[]
  apiGroups: readonly string[]
  /** `pods`, `pods/status`, or `*`. */
  resources: readonly string[]
  namespaces: readonly string[]
  clusterScope: boolean
}

/** Requests for other paths that a rule is about. */
export interface PathRule {
  verbs: readonly string[]
  nonResourceURLs: readonly string[]
}

/** Some subjects, and what of theirs is meant. */
export interface Rule {
  subjects: readonly Subject[]
  resourceRules: readonly ResourceRule[]
  pathRules: readonly PathRule[]
}

/** Which requests belong to which level; what a FlowSchema says, read once. */
export interface FlowSchema {
  name: string
  uid: string
  level: string
  precedence: number
  /** What tells the flows of a schema apart; undefined makes them one. */
  distinguisher: 'ByUser' | 'ByNamespace' | undefined
  rules: readonly Rule[]
}

/** How many wait, and where; a flow may fill as many queues as its hand holds. */
export interface Queuing {
  queues: number
  handSize: number
  queueLengthLimit: number
}

/** What a PriorityLevelConfiguration says, read once. */
export interface PriorityLevel {
  name: string
  uid: string
  /** Never waits and is never refused. */
  exempt: boolean
  /** Its part of the server's seats, in proportion to those of all levels. */
  shares: number
  /** How much of it others may use. */
  lendablePercent: number
  /** How much of others' it may use; undefined is as much as there is. */
  borrowingLimitPercent: number | undefined
  /** Undefined refuses what finds no seat. */
  queuing: Queuing | undefined
}

const defaultShares = 30
const defaultQueuing: Queuing = { queues: 64, handSize: 8, queueLengthLimit: 50 }

/**
 * The levels that objects make, with those that every server has; what contradicts itself is passed over,
 * as upstream does.
 */
export function readLevels(objects: Iterable<KubeObject>): PriorityLevel[] {
  const levels = [...objects].flatMap(readLevel)
  const missing = imagined('PriorityLevelConfiguration', mandatoryPriorityLevels, levels)
  return [...levels, ...missing.flatMap(readLevel)]
}

function readLevel({ metadata, spec }: KubeObject): PriorityLevel[] {
  const { name = '', uid = '' } = metadata
  const { type, limited, exempt } = spec ?? {}
  const isExempt = type === 'Exempt'
  if (isExempt !== (name === 'exempt') || isExempt !== (exempt != null) || isExempt === (limited != null)) return []
  const response = limited?.limitResponse
  const common = limited ?? exempt
  return [{
    name, uid, exempt: isExempt,
    shares: common.nominalConcurrencyShares ?? (isExempt ? 0 : defaultShares),
    lendablePercent: common.lendablePercent ?? 0,
    borrowingLimitPercent: common.borrowingLimitPercent ?? undefined,
    queuing: response?.type === 'Queue' ? { ...defaultQueuing, ...response.queuing } : undefined,
  }]
}

/** The schemas that objects make, in the order in which they are tried; those whose level is missing do not count. */
export function readSchemas(objects: Iterable<KubeObject>, levels: readonly PriorityLevel[]): FlowSchema[] {
  const known = new Set(levels.map(({ name }) => name))
  const schemas = [...objects].map(readSchema).filter(({ level }) => known.has(level))
  const missing = imagined('FlowSchema', mandatoryFlowSchemas, schemas).map(readSchema)
  return [...schemas, ...missing].sort(byPrecedence)
}

/** Upstream: FlowSchemaSequence. */
function byPrecedence(one: FlowSchema, other: FlowSchema): number {
  return one.precedence - other.precedence || (one.name < other.name ? -1 : 1)
}

function readSchema({ metadata, spec }: KubeObject): FlowSchema {
  return {
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    level: spec?.priorityLevelConfiguration?.name ?? '',
    precedence: spec?.matchingPrecedence ?? 0,
    distinguisher: spec?.distinguisherMethod?.type,
    rules: (spec?.rules ?? []).map(readRule),
  }
}

function readRule({ subjects, resourceRules, nonResourceRules }: any): Rule {
  return {
    subjects: (subjects ?? []).flatMap(readSubject),
    resourceRules: (resourceRules ?? []).map((rule: any): ResourceRule => ({
      verbs: rule.verbs ?? [], apiGroups: rule.apiGroups ?? [], resources: rule.resources ?? [],
      namespaces: rule.namespaces ?? [], clusterScope: rule.clusterScope === true,
    })),
    pathRules: (nonResourceRules ?? []).map((rule: any): PathRule => ({
      verbs: rule.verbs ?? [], nonResourceURLs: rule.nonResourceURLs ?? [],
    })),
  }
}

function readSubject({ kind, user, group, serviceAccount }: any): Subject[] {
  if (kind === 'User' && user) return [{ kind, name: user.name ?? '' }]
  if (kind === 'Group' && group) return [{ kind, name: group.name ?? '' }]
  if (kind !== 'ServiceAccount' || !serviceAccount) return []
  return [{ kind, namespace: serviceAccount.namespace ?? '', name: serviceAccount.name ?? '' }]
}

/** What nobody may take away, for as long as its object is not there. */
function imagined(
  kind: string, specs: Readonly<Record<string, Record<string, unknown>>>, have: readonly { name: string }[],
): KubeObject[] {
  return Object.entries(specs)
    .filter(([name]) => !have.some((one) => one.name === name))
    .map(([name, spec]) => ({ apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind, metadata: { name }, spec }))
}
