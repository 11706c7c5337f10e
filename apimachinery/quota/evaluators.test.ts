import { expect } from 'chai'
import { readAmounts, writeAmounts } from '../amounts.ts'
import { quotaEvaluator } from './evaluators.ts'

const now = new Date('2026-01-01T00:00:00Z')
const meta = { name: 'x', namespace: 'default' }
const container = (requests: object, limits: object = {}): object => ({ name: 'a', resources: { requests, limits } })

const cases: [what: string, kind: { group: string; resource: string }, object: object, usage: object][] = [
  ['a pod by its requests and limits', { group: '', resource: 'pods' },
    { spec: { containers: [container({ cpu: '100m', memory: '1Mi' }, { cpu: '200m' }), container({ cpu: '50m' })] } },
    {
      'count/pods': '1', pods: '1', cpu: '150m', 'requests.cpu': '150m', memory: '1Mi', 'requests.memory': '1Mi',
      'limits.cpu': '200m',
    }],
  ['the largest init container where it asks for more', { group: '', resource: 'pods' },
    { spec: { containers: [container({ cpu: '100m' })], initContainers: [container({ cpu: '1' })] } },
    { 'count/pods': '1', pods: '1', cpu: '1', 'requests.cpu': '1' }],
  ['a sidecar beside the containers', { group: '', resource: 'pods' },
    {
      spec: {
        containers: [container({ cpu: '100m' })],
        initContainers: [{ ...container({ cpu: '50m' }), restartPolicy: 'Always' }, container({ cpu: '70m' })],
      },
    },
    { 'count/pods': '1', pods: '1', cpu: '150m', 'requests.cpu': '150m' }],
  ['the overhead of a pod', { group: '', resource: 'pods' },
    { spec: { containers: [container({ memory: '1Mi' })], overhead: { memory: '2Mi' } } },
    { 'count/pods': '1', pods: '1', memory: '3Mi', 'requests.memory': '3Mi' }],
  ['devices of others as requests only', { group: '', resource: 'pods' },
    { spec: { containers: [container({ 'example.com/gpu': '2' })] } },
    { 'count/pods': '1', pods: '1', 'requests.example.com/gpu': '2' }],
  ['a pod that has ended as an object', { group: '', resource: 'pods' },
    { spec: { containers: [container({ cpu: '1' })] }, status: { phase: 'Succeeded' } }, { 'count/pods': '1' }],
  ['a claim for itself and its class', { group: '', resource: 'persistentvolumeclaims' },
    { spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } },
    {
      'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '1Gi',
      'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
      'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
    }],
  ['the ports of a balanced service', { group: '', resource: 'services' },
    { spec: { type: 'LoadBalancer', ports: [{ port: 1 }, { port: 2 }] } },
    { 'count/services': '1', services: '1', 'services.loadbalancers': '1', 'services.nodeports': '2' }],
  ['devices by their class', { group: 'resource.k8s.io', resource: 'resourceclaims' },
    {
      spec: {
        devices: { requests: [{ exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 3 } }] },
      },
    },
    { 'count/resourceclaims.resource.k8s.io': '1', 'gpu.deviceclass.resource.k8s.io/devices': '3' }],
  ['anything else as one object', { group: 'apps', resource: 'deployments' }, {}, { 'count/deployments.apps': '1' }],
]

describe('Quota evaluators', () => {
  for (const [what, kind, object, usage] of cases) {
    it(`count ${what}`, () => {
      const evaluator = quotaEvaluator(kind)
      expect(writeAmounts(evaluator!.usage({ apiVersion: 'v1', kind: 'X', metadata: meta, ...object }, now)))
        .to.eql(usage)
    })
  }

  it('do not count events', () => {
    expect(quotaEvaluator({ group: '', resource: 'events' })).to.equal(undefined)
  })

  it('know which pods run to an end', () => {
    const { matchesScope } = quotaEvaluator({ group: '', resource: 'pods' })!
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: meta, spec: { activeDeadlineSeconds: 5 } }
    expect(matchesScope({ scopeName: 'Terminating', operator: 'Exists' }, pod)).to.equal(true)
    expect(matchesScope({ scopeName: 'NotTerminating', operator: 'Exists' }, pod)).to.equal(false)
  })

  it('read amounts as they are written', () => {
    expect(writeAmounts(readAmounts({ cpu: '0.5', memory: '1024Ki' }))).to.eql({ cpu: '500m', memory: '1Mi' })
  })
})
