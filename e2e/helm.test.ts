import { join } from 'node:path'
import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { run } from './harness/run.ts'
import { helmPath } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 240_000
const chart = join(import.meta.dirname, 'testdata', 'chart')
/** What a usual chart puts around its Deployment. */
const around = 'roles,rolebindings,poddisruptionbudgets,networkpolicies,ingresses,horizontalpodautoscalers'

describe('Helm', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startHost(this)
  })
  after(() => coracle?.close())

  const kubectl = async (...args: string[]): Promise<string> => (await coracle.kubectl(args)).stdout
  const helmWith = (driver: string) => async (...args: string[]): Promise<string> => {
    const variables = [`KUBECONFIG=${coracle.kubeconfig}`, `HELM_DRIVER=${driver}`, `HOME=${coracle.dataDir}`]
    const { code, stdout, stderr } = await run('env', [...variables, helmPath(), ...args])
    expect(code, `helm ${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout
  }

  for (const driver of ['secret', 'configmap']) {
    it(`installs, upgrades, tests, takes back and removes a release kept in ${driver}s`, async () => {
      const helm = helmWith(driver)
      const waiting = ['--wait', '--timeout', '90s']
      const release = `shop-${driver}`
      const installed = await helm('install', release, chart, ...waiting)
      expect(installed).to.contain('STATUS: deployed').and.to.contain(`${release} greets with hello.`)
      expect(await kubectl('get', 'deployment', release, '-o', 'jsonpath={.status.availableReplicas}')).to.equal('1')
      expect(await kubectl('get', `${driver}s`, '-l', `owner=helm,name=${release}`, '-o', 'name'))
        .to.equal(`${driver}/sh.helm.release.v1.${release}.v1\n`)
      expect((await kubectl('get', around, '-l', `app=${release}`, '-o', 'name')).split('\n').length - 1)
        .to.equal(around.split(',').length)
      expect(await helm('test', release)).to.match(/Phase: +Succeeded/)
      await helm('upgrade', release, chart, '--set', 'greeting=good morning,replicas=2', ...waiting)
      expect(await kubectl('exec', `deploy/${release}`, '--', 'sh', '-c', 'echo $greeting $PASSWORD'))
        .to.equal('good morning secret\n')
      expect(await helm('get', 'values', release, '-o', 'json')).to.equal('{"greeting":"good morning","replicas":2}\n')
      expect(await kubectl('get', 'hpa', release, '-o', 'jsonpath={.spec.maxReplicas}')).to.equal('4')
      await helm('rollback', release, '1', ...waiting)
      expect(await kubectl('get', 'configmap', release, '-o', 'jsonpath={.data.greeting}')).to.equal('hello')
      expect(JSON.parse(await helm('list', '-o', 'json'))).to.have.nested.property('[0].revision', '3')
      expect(JSON.parse(await helm('history', release, '-o', 'json')).map(({ status }: any) => status))
        .to.deep.equal(['superseded', 'superseded', 'deployed'])
      await helm('uninstall', release, ...waiting)
      await until(async () => (await kubectl(
        'get', `deployments,pods,services,secrets,configmaps,serviceaccounts,${around}`, '-l', `app=${release}`, '-o',
        'name',
      )) === '')
      expect((await coracle.kubectl(['get', 'deployment', release])).stderr).to.contain('NotFound')
      expect(await helm('list', '--all-namespaces', '-o', 'json')).to.equal('[]\n')
    })
  }
})
