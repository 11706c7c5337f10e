import { expect } from 'chai'
import { anonymous } from '../authn/user.ts'
import { type Attributes, authorize, refusal } from './authorize.ts'

const resourceRequest = (
  name: string, groups: string[], verb: string, resource: string, subresource = '',
): Attributes => ({
  user: { name, uid: '', groups, extra: {} },
  verb,
  group: '',
  version: 'v1',
  resource,
  subresource,
  namespace: 'default',
  name: 'web',
  isResource: true,
  path: '',
})

const pathRequest = (user: Attributes['user'], path: string): Attributes => ({
  ...resourceRequest(user.name, [...user.groups], 'get', ''),
  isResource: false,
  path,
})

describe('authorization', () => {
  it('lets system:masters do anything', () => {
    expect(authorize(resourceRequest('root', ['system:masters'], 'delete', 'secrets'))).to.equal(true)
  })

  it('shows the unauthenticated health and version, and nothing else', () => {
    expect(authorize(pathRequest(anonymous, '/readyz'))).to.equal(true)
    expect(authorize(pathRequest(anonymous, '/apis'))).to.equal(false)
    expect(authorize({ ...resourceRequest('', [], 'get', 'pods'), user: anonymous })).to.equal(false)
  })

  it('lets a node write the status of pods, and no secrets', () => {
    const node = ['system:nodes', 'system:authenticated']
    expect(authorize(resourceRequest('system:node:a', node, 'patch', 'pods', 'status'))).to.equal(true)
    expect(authorize(resourceRequest('system:node:a', node, 'update', 'secrets'))).to.equal(false)
  })

  it('says in upstream words why it refuses', () => {
    const request = resourceRequest('jo', ['system:authenticated'], 'list', 'pods')
    expect(authorize(request)).to.equal(false)
    expect(refusal(request))
      .to.equal('User "jo" cannot list resource "pods" in API group "" in the namespace "default"')
    expect(refusal(pathRequest(anonymous, '/apis'))).to.equal('User "system:anonymous" cannot get path "/apis"')
  })
})
