/** How requests are told apart, and how many of each sort run at a time. Upstream: flowcontrol/bootstrap. */
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { mandatoryFlowSchemas, mandatoryPriorityLevels } from './mandatory.ts'

/** Shares, percent to lend, queues and the hand of queues for each of the suggested levels. */
const levels: readonly (readonly [name: string, shares: number, lendable: number, queues: number, hand: number])[] = [
  ['system', 30, 33, 64, 6],
  ['node-high', 40, 25, 64, 6],
  ['leader-election', 10, 0, 16, 4],
  ['workload-high', 40, 50, 128, 6],
  ['workload-low', 100, 90, 128, 6],
  ['global-default', 20, 50, 128, 6],
]

const user = (name: string) => ({ kind: 'User', user: { name } })
const group = (name: string) => ({ kind: 'Group', group: { name } })
const account = (namespace: string, name: string) => ({ kind: 'ServiceAccount', serviceAccount: { namespace, name } })
const everyone = [group('system:unauthenticated'), group('system:authenticated')]
const resources = (apiGroups: string[], names: string[], verbs = ['*'], clusterScope = false) =>
  ({ verbs, apiGroups, resources: names, ...(clusterScope ? { clusterScope } : {}), namespaces: ['*'] })
const paths = (nonResourceURLs: string[], verbs = ['*']) => ({ verbs, nonResourceURLs })
const anything = { resourceRules: [resources(['*'], ['*'], ['*'], true)], nonResourceRules: [paths(['*'])] }

interface Schema { level: string; precedence: number; by?: string; rule: Record<string, unknown> }

const schemas: Readonly<Record<string, Schema>> = {
  'system-nodes': {
    level: 'system', precedence: 500, by: 'ByUser', rule: { subjects: [group('system:nodes')], ...anything },
  },
  'system-node-high': {
    level: 'node-high', precedence: 400, by: 'ByUser',
    rule: {
      subjects: [group('system:nodes')],
      resourceRules: [
        resources([''], ['nodes', 'nodes/status'], ['*'], true),
        resources(['coordination.k8s.io'], ['leases']),
      ],
    },
  },
  probes: {
    level: 'exempt', precedence: 2,
    rule: { subjects: everyone, nonResourceRules: [paths(['/healthz', '/readyz', '/livez'], ['get'])] },
  },
  'system-leader-election': {
    level: 'leader-election', precedence: 100, by: 'ByUser',
    rule: {
      subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler'), account('kube-system', '*')],
      resourceRules: [resources(['coordination.k8s.io'], ['leases'], ['get', 'create', 'update'])],
    },
  },
  'kube-controller-manager': {
    level: 'workload-high', precedence: 800, by: 'ByNamespace',
    rule: { subjects: [user('system:kube-controller-manager')], ...anything },
  },
  'kube-scheduler': {
    level: 'workload-high', precedence: 800, by: 'ByNamespace',
    rule: { subjects: [user('system:kube-scheduler')], ...anything },
  },
  'kube-system-service-accounts': {
    level: 'workload-high', precedence: 900, by: 'ByNamespace',
    rule: { subjects: [account('kube-system', '*')], ...anything },
  },
  'service-accounts': {
    level: 'workload-low', precedence: 9000, by: 'ByUser',
    rule: { subjects: [group('system:serviceaccounts')], ...anything },
  },
  'global-default': {
    level: 'global-default', precedence: 9900, by: 'ByUser', rule: { subjects: everyone, ...anything },
  },
}

/** All PriorityLevelConfigurations of a new cluster. */
export const priorityLevels: readonly KubeObject[] = [
  ...Object.entries(mandatoryPriorityLevels).map(([name, spec]) => object('PriorityLevelConfiguration', name, spec)),
  ...levels.map(([name, nominalConcurrencyShares, lendablePercent, queues, handSize]) =>
    object('PriorityLevelConfiguration', name, {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares, lendablePercent,
        limitResponse: { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } },
      },
    })),
]

/** All FlowSchemas of a new cluster. */
export const flowSchemas: readonly KubeObject[] = [
  ...Object.entries(mandatoryFlowSchemas).map(([name, spec]) => object('FlowSchema', name, spec)),
  ...Object.entries(schemas).map(([name, { level, precedence, by, rule }]) => object('FlowSchema', name, {
    priorityLevelConfiguration: { name: level },
    matchingPrecedence: precedence,
    ...(by ? { distinguisherMethod: { type: by } } : {}),
    rules: [rule],
  })),
]

function object(kind: string, name: string, spec: Record<string, unknown>): KubeObject {
  return {
    kind, apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    metadata: { name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
    spec,
  }
}
