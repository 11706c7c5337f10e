import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { startWithPods, startKubectl } from './harness/streams.ts'
import { kubectlVersions } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 180_000

const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: echo}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: main
    image: localhost/coracle-e2e:1
    stdin: true
    command: ["/bin/sh", "-c", "while read line; do echo got $line; done; echo end of input; exec sleep 1000"]
`

describe('attaching to a container', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startWithPods(this, manifest)
    await mustSucceed(coracle, ['wait', '--for=condition=Ready', 'pod/echo', '--timeout=60s'])
  })
  after(async () => {
    await coracle?.close()
  })

  for (const version of kubectlVersions) {
    it(`types to it and reads it, beside others who stay, with kubectl ${version}`, async () => {
      const listener = startKubectl(coracle, ['attach', 'echo', '-q'], version)
      const typist = startKubectl(coracle, ['attach', '-i', 'echo', '-q'], version)
      try {
        // Who attaches hears only what comes later, so it is said until all have heard.
        await until(async () => {
          typist.process.stdin?.write(`hello ${version}\n`)
          return [listener, typist].every((one) => one.stdout().includes(`got hello ${version}`))
        })
        await typist.stop()
        expect(listener.process.exitCode).to.equal(null)
      } finally {
        await Promise.all([typist.stop(), listener.stop()])
      }
    })

    it(`runs a pod as a command, with its input and exit code, with kubectl ${version}`, async () => {
      const args = [
        'run', 'once', '-i', '--rm', '-q', '--restart=Never', '--image=localhost/coracle-e2e:1', '--command', '--',
        'sh', '-c', 'read first; echo $first; cat; exit 3',
      ]
      const { code, stdout } = await coracle.kubectl(args, { version, input: 'one\ntwo\n' })
      expect(stdout).to.contain('one\ntwo\n')
      expect(code).to.equal(3)
    })
  }

  it('leaves the input open for the next', async () => {
    expect(await mustSucceed(coracle, ['logs', 'echo'])).not.to.contain('end of input')
  })
})
