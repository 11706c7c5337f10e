import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, startCoracle } from './harness/coracle.ts'
import { prepareImages } from './harness/images.ts'
import { parseSession, playSession } from './harness/session.ts'
import { kubectlPath, kubectlVersions } from './harness/tools.ts'

const patienceMs = 180_000
const folder = join(import.meta.dirname, 'sessions')

/** What a user types and sees, written down once and played with every kubectl. */
const sessions = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return { name: file.replace('.txt', ''), title: text.split('\n')[0] ?? '', steps: parseSession(text) }
})

describe('sessions with kubectl', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('  pods run as root only: skipped\n')
      this.skip()
    }
    await prepareImages()
    coracle = await startCoracle(['--node-name', 'host-a'])
  })
  after(() => coracle?.close())

  for (const version of kubectlVersions) {
    describe(`of ${version.replace('v', '1.')}`, () => {
      let home: string
      beforeEach(async () => {
        home = await mkdtemp(join(tmpdir(), 'coracle-session-'))
      })
      afterEach(() => rm(home, { recursive: true, force: true }))

      for (const { name, title, steps } of sessions) {
        it(`show what kube-apiserver shows: ${title}`, async () => {
          const namespace = `${name}-${version}`
          const kubeconfig = join(home, 'kubeconfig.yaml')
          await writeFile(kubeconfig, await readFile(coracle.kubeconfig, 'utf8'), { mode: 0o600 })
          const kubectl = (...words: string[]) => coracle.kubectl(['--kubeconfig', kubeconfig, ...words], { version })
          expect((await kubectl('create', 'namespace', namespace)).code).to.equal(0)
          expect((await kubectl('config', 'set-context', '--current', `--namespace=${namespace}`)).code).to.equal(0)
          const path = `${dirname(kubectlPath(version))}${delimiter}${process.env.PATH}`
          await playSession(steps, { folder: home, env: { HOME: home, KUBECONFIG: kubeconfig, NAMESPACE: namespace, PATH: path } })
        })
      }
    })
  }
})
