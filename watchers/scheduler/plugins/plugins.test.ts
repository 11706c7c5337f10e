import { expect } from 'chai'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { nodeInfo } from '../cluster.ts'
import type { Cluster, FilterPlugin, NodeInfo, ScorePlugin } from '../framework.ts'
import { planPlacement } from '../plan.ts'
import { filters, scores } from '../plugins.ts'

const host = 'kubernetes.io/hostname'
const zone = 'topology.kubernetes.io/zone'

let uids = 0
const pod = (labels: object = {}, spec: object = {}, requests: object = { cpu: '100m', memory: '100Mi' }): KubeObject =>
  ({
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `p${++uids}`, namespace: 'default', uid: `${uids}`, labels: { ...labels } },
    spec: { containers: [{ name: 'c', image: 'registry/app:1', resources: { requests } }], ...spec },
  })
const node = (name: string, inZone: string, pods: KubeObject[] = [], more: any = {}): NodeInfo => nodeInfo({
  apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { [host]: name, [zone]: inZone, ...more.labels } },
  spec: more.spec ?? {},
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...more.allocatable }, images: more.images ?? [] },
}, pods)
const cluster = (nodes: NodeInfo[], more: Partial<Cluster> = {}): Cluster =>
  ({ nodes, namespaceLabels: (name) => ({ 'kubernetes.io/metadata.name': name }), selectorsOf: () => [], ...more })

const filter = (name: string): FilterPlugin => filters.find((one) => one.name === name)!
/** What a filter says of each node; '' for nothing. */
const refusals = (name: string, one: KubeObject, all: Cluster): string[] => {
  const prepared = filter(name).prepare(one, all)
  return all.nodes.map((info) => prepared?.(info)?.reasons.join(', ') ?? '')
}
const score = (name: string): ScorePlugin => scores.find((one) => one.name === name)!
const scored = (name: string, one: KubeObject, all: Cluster): number[] | undefined => {
  const scorer = score(name).prepare(one, all, all.nodes)
  const raw = scorer && all.nodes.map((info) => scorer.score(info))
  return raw && (scorer?.normalize?.(raw) ?? raw)
}
const affinity = (kind: string, term: object) => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
})
const preferring = (kind: string, weight: number, term: object) =>
  ({ affinity: { [kind]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] } } })
const app = (name: string) => ({ labelSelector: { matchLabels: { app: name } } })

describe('filters of the scheduler', () => {
  it('spread pods over zones no more unevenly than asked', () => {
    const spread = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', ...app('web') }
    const web = pod({ app: 'web' }, { topologySpreadConstraints: [spread] })
    const all = cluster([
      node('a1', 'a', [pod({ app: 'web' })]), node('a2', 'a'), node('b1', 'b'),
      node('c1', '', [], { labels: { [zone]: undefined } }),
    ])
    expect(refusals('PodTopologySpread', web, all)).to.deep.equal([
      "node(s) didn't match pod topology spread constraints", "node(s) didn't match pod topology spread constraints",
      '',
      "node(s) didn't match pod topology spread constraints (missing required label)",
    ])
  })

  it('leave nodes out of the spreading that the pod cannot go to, and pods that are leaving', () => {
    const spread = { maxSkew: 1, topologyKey: host, whenUnsatisfiable: 'DoNotSchedule', ...app('web') }
    const web = (more: object) =>
      pod({ app: 'web' }, { nodeSelector: { [zone]: 'a' }, topologySpreadConstraints: [{ ...spread, ...more }] })
    const leaving = {
      ...pod({ app: 'web' }), metadata: { ...pod({ app: 'web' }).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
    }
    const all = cluster([
      node('a1', 'a', [pod({ app: 'web' })]), node('a2', 'a', [pod({ app: 'web' }), leaving]), node('b1', 'b'),
    ])
    expect(refusals('PodTopologySpread', web({}), all).slice(0, 2)).to.deep.equal(['', ''])
    expect(refusals('PodTopologySpread', web({ nodeAffinityPolicy: 'Ignore' }), all).slice(0, 2).join())
      .to.contain("didn't match")
  })

  it('want as many domains as asked', () => {
    const spread = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', minDomains: 3, ...app('web') }
    const all = cluster([node('a1', 'a', [pod({ app: 'web' })]), node('b1', 'b', [pod({ app: 'web' })])])
    expect(refusals('PodTopologySpread', pod({ app: 'web' }, { topologySpreadConstraints: [spread] }), all).join())
      .to.contain("didn't match")
  })

  it('keep pods together that want to be, the first of which goes anywhere', () => {
    const together = affinity('podAffinity', { topologyKey: zone, ...app('db') })
    const all = cluster([node('a1', 'a', [pod({ app: 'db' })]), node('a2', 'a'), node('b1', 'b')])
    const no = "node(s) didn't match pod affinity rules"
    expect(refusals('InterPodAffinity', pod({}, together), all)).to.deep.equal(['', '', no])
    const empty = cluster([node('a1', 'a')])
    expect(refusals('InterPodAffinity', pod({ app: 'web' }, together), empty)).to.deep.equal([no])
    expect(refusals('InterPodAffinity', pod({ app: 'db' }, together), empty)).to.deep.equal([''])
  })

  it('keep pods apart that want to be, whoever of them says so', () => {
    const apart = affinity('podAntiAffinity', { topologyKey: host, ...app('web') })
    const all = cluster([
      node('a1', 'a', [pod({ app: 'web' })]), node('a2', 'a', [pod({ app: 'other' }, apart)]), node('b1', 'b'),
    ])
    expect(refusals('InterPodAffinity', pod({ app: 'web' }, apart), all)).to.deep.equal([
      "node(s) didn't match pod anti-affinity rules", "node(s) didn't satisfy existing pods anti-affinity rules", '',
    ])
  })

  it('look for pods in the namespaces that a term names', () => {
    const far = { ...pod({ app: 'db' }), metadata: { name: 'db', namespace: 'shop', uid: 'db', labels: { app: 'db' } } }
    const all = cluster([node('a1', 'a', [far])])
    const looking = (term: object) => refusals(
      'InterPodAffinity', pod({}, affinity('podAntiAffinity', { topologyKey: host, ...app('db'), ...term })), all,
    )[0] !== ''
    expect(looking({})).to.equal(false)
    expect(looking({ namespaces: ['shop'] })).to.equal(true)
    expect(looking({ namespaceSelector: {} })).to.equal(true)
    expect(looking({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } })).to.equal(false)
  })

  it('tell apart ports of different addresses and protocols', () => {
    const port = (fields: object) =>
      pod({}, { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80, ...fields }] }] })
    const all = cluster([node('a', 'a', [port({ hostIP: '10.0.0.1' })])])
    expect(refusals('NodePorts', port({ hostIP: '10.0.0.2' }), all)).to.deep.equal([''])
    expect(refusals('NodePorts', port({ protocol: 'UDP', hostIP: '10.0.0.1' }), all)).to.deep.equal([''])
    expect(refusals('NodePorts', port({}), all))
      .to.deep.equal(["node(s) didn't have free ports for the requested pod ports"])
  })

  it('count init containers, sidecars and overhead into what a pod asks', () => {
    const of = (cpu: string, more: object = {}) => ({ name: 'c', resources: { requests: { cpu } }, ...more })
    const greedy = pod({}, {
      containers: [of('1')],
      initContainers: [of('500m', { restartPolicy: 'Always' }), of('3600m')],
      overhead: { cpu: '100m' },
    })
    expect(refusals(
      'NodeResourcesFit', greedy, cluster([node('a', 'a'), node('b', 'b', [], { allocatable: { cpu: '4200m' } })]),
    ))
      .to.deep.equal(['Insufficient cpu', ''])
  })

  it('say of a full node that it has too many pods', () => {
    const full = node('a', 'a', [pod()], { allocatable: { pods: '1' } })
    expect(refusals('NodeResourcesFit', pod({}, {}, { 'example.org/gpu': '1' }), cluster([full])))
      .to.deep.equal(['Too many pods, Insufficient example.org/gpu'])
  })
})

describe('scores of the scheduler', () => {
  it('prefer nodes with few taints that ask to stay away', () => {
    const taints = (count: number) => ({
      spec: { taints: Array.from({ length: count }, (_, at) => ({ key: `k${at}`, effect: 'PreferNoSchedule' })) },
    })
    expect(scored(
      'TaintToleration', pod(), cluster([node('a', 'a', [], taints(2)), node('b', 'b', [], taints(1)), node('c', 'c')]),
    )).to.deep.equal([0, 50, 100])
  })

  it('prefer nodes by the weight of the terms that hold', () => {
    const term = (weight: number, value: string) => ({
      weight, preference: { matchExpressions: [{ key: zone, operator: 'In', values: [value] }] },
    })
    const choosy = pod({}, {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term(80, 'a'), term(20, 'b')] } },
    })
    expect(scored('NodeAffinity', choosy, cluster([node('a', 'a'), node('b', 'b'), node('c', 'c')])))
      .to.deep.equal([100, 25, 0])
    expect(scored('NodeAffinity', pod(), cluster([node('a', 'a')]))).to.equal(undefined)
  })

  it('prefer what is least used', () => {
    const all = cluster([node('a', 'a', [pod({}, {}, { cpu: '1900m', memory: '4Gi' })]), node('b', 'b')])
    expect(scored('NodeResourcesFit', pod(), all)).to.deep.equal([Math.floor((50 + 48) / 2), Math.floor((97 + 98) / 2)])
  })

  it('prefer what becomes evenly used', () => {
    const all = cluster([node('a', 'a', [pod({}, {}, { cpu: '2' })]), node('b', 'b')])
    const [uneven, even] = scored('NodeResourcesBalancedAllocation', pod({}, {}, { memory: '4Gi' }), all)!
    expect([uneven, even]).to.deep.equal([87, 62])
  })

  it('prefer nodes that have the image', () => {
    const images = [{ names: ['registry/app:1'], sizeBytes: 600 * 2 ** 20 }]
    expect(scored('ImageLocality', pod(), cluster([node('a', 'a', [], { images }), node('b', 'b')])))
      .to.deep.equal([28, 0])
  })

  it('spread the pods of one ReplicaSet or service over hosts and zones', () => {
    const all = cluster([node('a1', 'a', [pod({ app: 'web' })]), node('a2', 'a'), node('b1', 'b')], {
      selectorsOf: () => [{ matchLabels: { app: 'web' } }],
    })
    const [used, sameZone, other] = scored('PodTopologySpread', pod({ app: 'web' }), all)!
    expect(used! < sameZone! && sameZone! < other!).to.equal(true)
    expect(scored('PodTopologySpread', pod({ app: 'web' }), cluster(all.nodes as NodeInfo[]))).to.equal(undefined)
  })

  it('prefer the neighbours a pod likes, and those that like it', () => {
    const likes = preferring('podAffinity', 10, { topologyKey: host, ...app('db') })
    const fears = preferring('podAntiAffinity', 10, { topologyKey: host, ...app('web') })
    const all = cluster([node('a', 'a', [pod({ app: 'db' })]), node('b', 'b', [pod({}, fears)]), node('c', 'c')])
    expect(scored('InterPodAffinity', pod({ app: 'web' }, likes), all)).to.deep.equal([100, 0, 50])
  })

  it('put a pod where the sum is best', () => {
    const all = cluster([node('a', 'a', [pod({}, {}, { cpu: '3' })]), node('b', 'b')])
    expect(planPlacement(pod(), all)).to.deep.equal({ node: 'b' })
  })
})
