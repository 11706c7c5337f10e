import { expect } from 'chai'
import type { ApiClient } from './api-client.ts'
import { discover } from './discovery.ts'

const pods = { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'delete'] }
const down = {
  kind: 'Status', status: 'Failure', message: 'service unavailable', reason: 'ServiceUnavailable', code: 503,
}

const answers: Record<string, [number, unknown]> = {
  '/apis': [200, { groups: [{ name: 'metrics.k8s.io', preferredVersion: { version: 'v1beta1' } }] }],
  '/api/v1': [200, { resources: [pods, { ...pods, name: 'pods/log' }] }],
  '/apis/metrics.k8s.io/v1beta1': [503, down],
}

const client = {
  raw: async (_: string, path: string) => ({ status: answers[path]![0], body: JSON.stringify(answers[path]![1]) }),
} as Pick<ApiClient, 'raw'> as ApiClient

describe('discovery', () => {
  it('finds the resources of the groups that answer and names the groups that do not', async () => {
    const { resources, failures } = await discover(client)
    expect(resources.map(({ resource }) => resource)).to.deep.equal(['pods'])
    expect(failures).to.deep.equal([{ groupVersion: 'metrics.k8s.io/v1beta1', message: 'service unavailable' }])
  })
})
