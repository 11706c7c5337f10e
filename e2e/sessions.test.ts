import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import type { Coracle } from './harness/coracle.ts'
import { startHost } from './harness/host.ts'
import { parseSession, playSession } from './harness/session.ts'
import { kubectlPath, type KubectlVersion, kubectlVersions } from './harness/tools.ts'

const patienceMs = 300_000
const folder = join(import.meta.dirname, 'sessions')

/** Those that change what the others stand on. */
const alone = ['nodes']

/** What a user types and sees, written down once and played with every kubectl. */
const sessions = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return { name: file.replace('.txt', ''), title: text.split('\n')[0] ?? '', steps: parseSession(text) }
})

describe('sessions with kubectl', function () {
  this.timeout(patienceMs)
  let coracle: Coracle

  before(async function () {
    coracle = await startHost(this)
  })
  // A session that failed may have left the node cordoned.
  afterEach(() => coracle?.kubectl(['uncordon', 'host-a']))
  after(() => coracle?.close())

  for (const session of sessions) {
    it(`show what kube-apiserver shows: ${session.title}`, async () => {
      if (!alone.includes(session.name)) await Promise.all(
        kubectlVersions.map((version) => play(coracle, session, version)),
      )
      else for (const version of kubectlVersions) await play(coracle, session, version)
    })
  }
})

/** Plays a session in a namespace and a home of its own. */
async function play(
  coracle: Coracle, { name, steps }: (typeof sessions)[number], version: KubectlVersion,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'coracle-session-'))
  try {
    const namespace = `${name}-${version}`
    const kubeconfig = join(home, 'kubeconfig.yaml')
    await copyFile(coracle.kubeconfig, kubeconfig)
    const kubectl = (...words: string[]) => coracle.kubectl(['--kubeconfig', kubeconfig, ...words], { version })
    expect((await kubectl('create', 'namespace', namespace)).code).to.equal(0)
    expect((await kubectl('config', 'set-context', '--current', `--namespace=${namespace}`)).code).to.equal(0)
    const path = `${dirname(kubectlPath(version))}${delimiter}${process.env.PATH}`
    await playSession(steps, {
      folder: home, env: { HOME: home, KUBECONFIG: kubeconfig, NAMESPACE: namespace, PATH: path },
    })
  } catch (error) {
    throw new Error(`kubectl ${version.replace('v', '1.')}: ${(error as Error).message}`)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
