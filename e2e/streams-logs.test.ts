import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { startWithPods, startKubectl } from './harness/streams.ts'
import { kubectlVersions } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000

const pod = (name: string, containers: readonly { name: string; script: string }[], restartPolicy = 'Never'): string =>
  JSON.stringify({
    apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 1, restartPolicy,
      containers: containers.map((one) => ({
        name: one.name, image: 'localhost/coracle-e2e:1', command: ['/bin/sh', '-c', one.script],
      })),
    },
  })

const talk = pod('talk', [
  {
    name: 'first',
    script: 'for i in 1 2 3; do echo first $i; done; while [ ! -e /tmp/over ]; do sleep 0.1; done; echo last',
  },
  { name: 'second', script: 'echo second out; echo second err >&2; exec sleep 1000' },
])
const crash = pod('crash', [{ name: 'main', script: 'echo run; exit 1' }], 'Always')
const waiting = pod('waiting', [{ name: 'main', script: '' }]).replace('coracle-e2e:1', 'no-such-image:1')

describe('the logs of a container', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startWithPods(this, talk, crash, waiting)
    await until(async () =>
      (await mustSucceed(coracle, ['logs', 'talk', '--all-containers'])).match(/^(first|second) \w+$/gm)?.length === 5)
  })
  after(async () => {
    await coracle?.close()
  })

  for (const version of kubectlVersions) {
    describe(`with kubectl ${version}`, () => {
      const logs = (...args: string[]) => coracle.kubectl(['logs', ...args], { version })
      const stdout = async (...args: string[]) => (await logs(...args)).stdout

      it('are cut as asked', async () => {
        expect(await stdout('talk', '-c', 'first')).to.equal('first 1\nfirst 2\nfirst 3\n')
        expect(await stdout('talk', '-c', 'first', '--tail=1')).to.equal('first 3\n')
        expect(await stdout('talk', '-c', 'first', '--limit-bytes=9')).to.equal('first 1\nf')
        expect(await stdout('talk', '-c', 'first', '--since=1h')).to.equal('first 1\nfirst 2\nfirst 3\n')
        expect(await stdout('talk', '-c', 'first', '--since-time=2100-01-01T00:00:00Z')).to.equal('')
        expect(await stdout('talk', '-c', 'first', '--timestamps', '--tail=1'))
          .to.match(/^\d{4}-\d\d-\d\dT[\d:]+\.\d+Z first 3\n$/)
      })

      it('are of all containers, of all pods of a label, with their names', async () => {
        expect((await stdout('talk', '--all-containers', '--prefix')).trim().split('\n').sort()).to.deep.equal([
          '[pod/talk/first] first 1', '[pod/talk/first] first 2', '[pod/talk/first] first 3',
          '[pod/talk/second] second err', '[pod/talk/second] second out',
        ])
        expect(await stdout('-l', 'app=talk', '-c', 'second', '--tail=-1')).to.contain('second out\n')
      })

      it('are those of the run before', async () => {
        await until(async () => (await stdout('crash', '--previous')) === 'run\n', 60_000)
        const none = await logs('talk', '-c', 'first', '--previous')
        expect(none.stderr)
          .to.equal('Error from server (BadRequest): previous terminated container "first" in pod "talk" not found\n')
      })

      it('say why there are none', async () => {
        await until(async () => /is waiting to start: (image can't be pulled|trying and failing to pull image)/.test(
          (await logs('waiting')).stderr,
        ))
        expect((await logs('talk', '-c', 'other')).stderr).to.contain('container other is not valid for pod talk')
      })
    })
  }

  describe('with every kubectl at once', () => {
    it('are followed until the container ends', async () => {
      const followers = kubectlVersions.map((version) => startKubectl(
        coracle, ['logs', '-f', 'talk', '-c', 'first'], version,
      ))
      try {
        await until(async () => followers.every((one) => one.stdout().includes('first 3')))
        await mustSucceed(coracle, ['exec', 'talk', '-c', 'first', '--', 'sh', '-c', 'echo > /tmp/over'])
        await until(async () => followers.every((one) => one.process.exitCode === 0))
        for (const one of followers) expect(one.stdout()).to.equal('first 1\nfirst 2\nfirst 3\nlast\n')
      } finally {
        await Promise.all(followers.map((one) => one.stop()))
      }
    })
  })
})
