import { Agent } from 'node:https'
import { expect } from 'chai'
import { type Coracle, startApiServer } from './harness/coracle.ts'
import { send } from './harness/request.ts'

const patienceMs = 60_000
const pods = 8
const changes = 8

describe('an eviction', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  const agent = new Agent({ keepAlive: true, maxSockets: changes + 1 })
  before(async () => {
    coracle = await startApiServer()
  })
  after(() => {
    agent.destroy()
    return coracle?.close()
  })

  const ask = (method: string, path: string, body: object, type = 'application/json') => send(coracle, {
    method, path: `/api/v1/namespaces/default${path}`, body: JSON.stringify(body),
    headers: { 'content-type': type }, agent,
  })

  it('of a pod that waits goes through, however often the pod changes meanwhile', async () => {
    await ask('POST', '/serviceaccounts', { metadata: { name: 'default' } })
    for (let number = 0; number < pods; number++) {
      const name = `waiting-${number}`
      const spec = { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'localhost/none:1' }] }
      expect((await ask('POST', '/pods', { metadata: { name }, spec })).status).to.equal(201)
      const patch = (change: number) =>
        ask('PATCH', `/pods/${name}/status`, { status: { message: `${change}` } }, 'application/merge-patch+json')
      const patches = Array.from({ length: changes }, (_, change) => patch(change))
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }
      expect((await ask('POST', `/pods/${name}/eviction`, eviction)).status).to.equal(201)
      await Promise.all(patches)
    }
  })
})
