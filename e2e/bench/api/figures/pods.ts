import { getRequest, postRequest } from '../connection.ts'
import { type Bench, scaled } from '../bench.ts'
import { load } from '../load.ts'
import { pod, podsPath } from '../objects.ts'

/** How many pods the figures about pods are measured with. */
export const podCount = 10_000

const filled = new WeakSet<Bench>()

/** Creates the pods, once. */
export async function fillPods(bench: Bench): Promise<void> {
  if (filled.has(bench)) return
  filled.add(bench)
  // Nobody runs who would make the account that pods of a namespace have.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }
  await load(bench.server, () => postRequest('/api/v1/namespaces/default/serviceaccounts', account), {
    clients: 1, requests: 1, status: 201,
  })
  await load(bench.server, (index) => postRequest(podsPath, pod(index)), {
    clients: 32, requests: scaled(bench, podCount), status: 201,
  })
}

export const listRequest = (headers = ''): string => getRequest('/api/v1/pods', headers)
