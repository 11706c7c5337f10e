import { expect } from 'chai'
import { type Coracle, startCoracle } from './harness/coracle.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { until } from './harness/until.ts'

const patienceMs = 120_000

describe('a namespace', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  before(async () => {
    coracle = await startCoracle(['--disable-agent'])
  })
  after(() => coracle?.close())

  const kubectl = (...args: string[]): Promise<string> => mustSucceed(coracle, args)

  it('gets a service account and the root certificate, and takes all it holds along when it goes', async () => {
    await kubectl('create', 'namespace', 'shop')
    await until(async () => (await kubectl('get', 'serviceaccount,configmap', '-n', 'shop', '-o', 'name')).includes(
      'configmap/kube-root-ca.crt',
    ))
    await kubectl('get', 'serviceaccount', 'default', '-n', 'shop')
    await kubectl('create', 'configmap', 'kept', '-n', 'shop')
    await kubectl('create', 'deployment', 'web', '-n', 'shop', '--image=localhost/none:1')
    await until(async () => (await kubectl('get', 'pods', '-n', 'shop', '-o', 'name')).startsWith('pod/web-'))
    await kubectl('delete', 'namespace', 'shop', '--timeout=60s')
    const all = await kubectl('get', 'configmaps,deployments,replicasets,pods', '--all-namespaces', '-o', 'name')
    expect(all).not.to.match(/kept|web/)
    const gone = await coracle.kubectl(['create', 'configmap', 'late', '-n', 'shop'])
    expect(gone.stderr).to.contain('namespaces "shop" not found')
  })
})
