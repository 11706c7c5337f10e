import { expect } from 'chai'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Coracle } from './harness/coracle.ts'
import { mustSucceed } from './harness/must-succeed.ts'
import { kubectlInTerminal, startWithPods, startKubectl } from './harness/streams.ts'
import { kubectlVersions } from './harness/tools.ts'
import { until } from './harness/until.ts'

const patienceMs = 240_000
const manyBytes = 20_000_000

const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: main
    image: localhost/coracle-e2e:1
    command:
    - /bin/sh
    - -c
    - busybox ln -s /bin/busybox /bin/tar; trap 'exit 0' TERM; while true; do sleep 0.2; done
---
apiVersion: v1
kind: Pod
metadata: {name: stuck}
spec:
  containers: [{name: main, image: "localhost/no-such-image:1", imagePullPolicy: Never}]
`

describe('a command in a container', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  let folder: string

  before(async function () {
    coracle = await startWithPods(this, manifest)
    folder = await mkdtemp(join(tmpdir(), 'coracle-exec-'))
    await mustSucceed(coracle, ['wait', '--for=condition=Ready', 'pod/box', '--timeout=60s'])
  })
  after(async () => {
    await coracle?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const processes = async (): Promise<string> => mustSucceed(coracle, ['exec', 'box', '--', 'busybox', 'ps'])

  for (const version of kubectlVersions) {
    describe(`with kubectl ${version}`, () => {
      const exec = (args: readonly string[], input?: string) =>
        coracle.kubectl(['exec', ...args], input === undefined ? { version } : { version, input })

      it('gives its output, its errors and its exit code', async () => {
        const { code, stdout, stderr } = await exec(['box', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])
        expect({ code, stdout }).to.deep.equal({ code: 7, stdout: 'out\n' })
        expect(stderr).to.equal('err\ncommand terminated with exit code 7\n')
      })

      it('reads what is typed to its end', async () => {
        const { code, stdout } = await exec(['-i', 'box', '--', 'sh', '-c', 'cat; echo end'], 'one\ntwo\n')
        expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'one\ntwo\nend\n' })
      })

      it('takes and gives 20 MB', async () => {
        const sent = randomBytes(manyBytes / 2).toString('hex')
        const md5 = createHash('md5').update(sent).digest('hex')
        expect((await exec(['-i', 'box', '--', 'busybox', 'md5sum'], sent)).stdout).to.equal(`${md5}  -\n`)
        const { stdout } = await exec(['box', '--', 'sh', '-c', `busybox yes | busybox head -c ${manyBytes}`])
        expect(stdout.length).to.equal(manyBytes)
      })

      it('has a terminal of the size of the client', async () => {
        // Its size comes over a stream of its own, which may be later than the command.
        const waiting = 'until busybox stty size | busybox grep "33 99"; do sleep 0.1; done'
        const sized = await kubectlInTerminal(coracle, ['exec', '-it', 'box', '--', 'sh', '-c', waiting], {
          version, rows: 33, columns: 99,
        })
        expect(sized.stdout).to.contain('33 99')
        const ended = await kubectlInTerminal(coracle, ['exec', '-it', 'box', '--', 'sh', '-c', 'exit 5'], { version })
        expect(ended.code).to.equal(5)
        expect(ended.stdout).to.contain('command terminated with exit code 5')
      })

      it('may not exist, and neither may its container', async () => {
        const missing = await exec(['box', '--', 'no-such-command'])
        expect(missing.code).to.equal(1)
        expect(missing.stderr)
          .to.match(/^error: Internal error occurred: error executing command in container: .*no-such-command/)
        const container = await exec(['box', '-c', 'other', '--', 'ls'])
        expect(container.stderr).to.equal('Error from server (BadRequest): container other is not valid for pod box\n')
        const waiting = await exec(['stuck', '--', 'ls'])
        expect(waiting.code).to.equal(1)
        expect(waiting.stderr).to.contain('unable to upgrade connection: container not found ("main")')
        expect((await exec(['nobody', '--', 'ls'])).stderr)
          .to.match(/^Error from server \(NotFound\): pods "nobody" not found/)
      })

      it('ends when its client is gone', async () => {
        for (const flags of [[], ['-i']]) {
          const kubectl = startKubectl(coracle, ['exec', ...flags, 'box', '--', 'sleep', '4321'], version)
          await until(async () => (await processes()).includes('sleep 4321'))
          // More than is kept for it: the client is then not read any more, and must be missed all the same.
          if (flags.length > 0) kubectl.process.stdin?.write(Buffer.alloc(4 * 1024 * 1024))
          await kubectl.stop('SIGKILL')
          await until(async () => !(await processes()).includes('sleep 4321'), 60_000)
        }
      })

      it('copies files both ways', async () => {
        const [there, back] = [join(folder, 'there'), join(folder, 'back')]
        await writeFile(there, randomBytes(manyBytes))
        await mustSucceed(coracle, ['cp', there, 'box:/tmp/copied'], { version })
        await mustSucceed(coracle, ['cp', 'box:/tmp/copied', back], { version })
        expect((await readFile(back)).equals(await readFile(there))).to.equal(true)
      })
    })
  }
})
