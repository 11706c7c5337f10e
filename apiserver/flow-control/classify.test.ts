import { expect } from 'chai'
import { flowSchemas, priorityLevels } from '../resources/flowcontrol/bootstrap-objects.ts'
import { createClassifier, distinguisherOf, type RequestDigest } from './classify.ts'
import { readLevels, readSchemas } from './rows.ts'

const levels = readLevels(priorityLevels)
const sort = createClassifier(readSchemas(flowSchemas, levels))
const user = (name: string, ...groups: string[]) => ({ name, uid: '', groups, extra: {} })
const authenticated = 'system:authenticated'
const about = (of: Partial<RequestDigest>): RequestDigest => ({
  isResource: true, path: '', verb: 'get', group: '', namespace: 'default', resource: 'pods', subresource: '', ...of,
})
const path = (name: string): RequestDigest => about({ isResource: false, path: name, resource: '', namespace: '' })
const lease = about({ group: 'coordination.k8s.io', resource: 'leases', verb: 'update', namespace: 'kube-system' })
const node = user('system:node:a', 'system:nodes', authenticated)
const manager = user('system:kube-controller-manager', authenticated)

describe('sorting requests by the bootstrap flow schemas', () => {
  const cases: [string, ReturnType<typeof user>, RequestDigest, string][] = [
    ['an administrator', user('admin', 'system:masters', authenticated), about({}), 'exempt'],
    ['a probe of anybody', user('system:anonymous', 'system:unauthenticated'), path('/healthz'), 'probes'],
    ['one check of a probe', user('system:anonymous', 'system:unauthenticated'), path('/livez/etcd'), 'probes'],
    ['a path that only begins like a probe', user('bob', authenticated), path('/healthzz'), 'global-default'],
    ['the election of controllers', manager, lease, 'system-leader-election'],
    ['the deletion of a lease, which is no election', manager, { ...lease, verb: 'delete' }, 'kube-controller-manager'],
    [
      'the election of an account in kube-system', user('system:serviceaccount:kube-system:x', authenticated), lease,
      'system-leader-election',
    ],
    [
      'an account of another namespace that begins alike', user('system:serviceaccount:kube-system2:x', authenticated),
      lease, 'global-default',
    ],
    [
      "a node's own status", node, about({ resource: 'nodes', subresource: 'status', namespace: '', verb: 'patch' }),
      'system-node-high',
    ],
    ['the pods of a node', node, about({}), 'system-nodes'],
    [
      'a service account', user('system:serviceaccount:shop:till', 'system:serviceaccounts', authenticated), about({}),
      'service-accounts',
    ],
    ['anybody else', user('bob', authenticated), about({}), 'global-default'],
    ['who belongs to nobody', user('nobody'), about({}), 'catch-all'],
  ]
  for (const [who, from, request, expected] of cases) {
    it(`finds ${expected} for ${who}`, () => {
      expect(sort(from, request).name).to.equal(expected)
      expect(sort(from, request).name, 'the second time').to.equal(expected)
    })
  }

  it('tells flows apart as the schema says', () => {
    const bob = user('bob', authenticated)
    expect(distinguisherOf(sort(bob, about({})), bob, about({}))).to.equal('bob')
    expect(distinguisherOf(sort(manager, about({})), manager, about({}))).to.equal('default')
    expect(distinguisherOf(sort(manager, path('/healthz')), manager, path('/healthz'))).to.equal('')
  })
})

describe('reading flow control', () => {
  it('passes over schemas whose level is missing, and imagines what every server has', () => {
    const schemas = readSchemas(
      flowSchemas.filter(({ metadata }) => metadata.name === 'service-accounts'), readLevels([]),
    )
    expect(schemas.map(({ name }) => name)).to.deep.equal(['exempt', 'catch-all'])
    expect(readLevels([]).map(({ name, exempt }) => [name, exempt]))
      .to.deep.equal([['exempt', true], ['catch-all', false]])
  })

  it('passes over a level that contradicts itself', () => {
    const wrong = { ...priorityLevels[0]!, metadata: { name: 'x' } }
    expect(readLevels([wrong]).map(({ name }) => name)).not.to.include('x')
  })

  it('tries schemas of one precedence by name', () => {
    const names = readSchemas(flowSchemas, levels).map(({ name }) => name)
    expect(names.indexOf('kube-controller-manager')).to.equal(names.indexOf('kube-scheduler') - 1)
    expect([names[0], names.at(-1)]).to.deep.equal(['exempt', 'catch-all'])
  })
})
