import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Coracle, run, startCoracle } from '../harness/coracle.ts'
import { prepareImages, testImages } from '../harness/images.ts'
import { parseSession, playSession, type Step } from '../harness/session.ts'
import { kubectlPath, repository } from '../harness/tools.ts'

/** What a user of upstream saw; they lie beside the repository where Coracle is developed. */
const transcripts = join(dirname(repository), 'shared', 'transcripts')
const patienceMs = 300_000
const images = { 'registry.example.com/web:1': testImages[0], 'registry.example.com/web:2': testImages[1] }

/** Of each transcript, how many commands are played: what follows needs kinds or nodes that the test host has not. */
const played: readonly { file: string; until: string }[] = [
  { file: 'deployment.txt', until: 'kubectl delete pod -l app=web --wait=false' },
  { file: 'cleanup.txt', until: 'kubectl delete namespace t-cleanup --wait=false' },
]

/** What varies from run to run in what upstream printed. Its newest kubectl warns where 1.35 does not. */
const variable: readonly [RegExp, string][] = [
  [/^Warning: resource .*\n/gm, ''],
  [/(?<![\w.])\d+s\b/g, '<age>'],
  [/<podIP>|<serviceIP>/g, '<ip>'],
  [/<rv>/g, '<number>'],
  [/<uid>/g, '<any>'],
  [/\bhollow-\d\b/g, '<any>'],
  [/Context "d"/g, 'Context "<any>"'],
]

/** Events that came at once are in any order, and counted as they come. */
const unordered = /get events|describe deployment web/

describe('the transcripts of kubectl on upstream', function () {
  this.timeout(patienceMs)
  let coracle: Coracle | undefined
  const tagged: string[] = []

  before(async function () {
    if (!existsSync(transcripts) || process.getuid?.() !== 0) {
      process.stdout.write('  transcripts are not beside this checkout, or there is no root to run pods: skipped\n')
      this.skip()
    }
    await prepareImages()
    for (const [name, image] of Object.entries(images)) {
      await run('podman', ['tag', image, name])
      tagged.push(name)
    }
    coracle = await startCoracle()
  })
  after(async () => {
    await coracle?.close()
    for (const name of tagged) await run('podman', ['untag', name, name])
  })

  for (const { file, until } of played) {
    it(`show what is shown here: ${file}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'coracle-transcript-'))
      try {
        const kubeconfig = join(folder, 'kubeconfig.yaml')
        await copyFile(coracle?.kubeconfig ?? '', kubeconfig)
        const path = `${dirname(kubectlPath())}${delimiter}${process.env.PATH}`
        await playSession(stepsOf(file, until), {
          folder, env: { HOME: folder, KUBECONFIG: kubeconfig, PATH: path }, withinMs: 20_000,
        })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  }
})

function stepsOf(file: string, until: string): Step[] {
  const steps = parseSession(readFileSync(join(transcripts, file), 'utf8'))
  const end = steps.findIndex(({ command }) => command === until)
  return steps.slice(0, end).map((step, index) => {
    const again = unordered.test(step.command) && steps.slice(0, index).some(({ command }) => command === step.command)
    const expected = step.command.includes('get events') || again ? ['...'] : generalised(step)
    return { ...step, expected, patient: /^kubectl (get|describe|diff|rollout history) /.test(step.command) }
  })
}

function generalised({ command, expected }: Step): string[] {
  // How far a rollout is when it is looked at is chance; how it ends is not.
  if (command.startsWith('kubectl rollout status')) return ['...', expected.at(-1) ?? '']
  const text = `${expected.join('\n')}\n`
  return variable.reduce((changed, [from, to]) => changed.replace(from, to), text).slice(0, -1).split('\n')
}
