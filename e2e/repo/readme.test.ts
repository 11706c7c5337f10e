import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, run, startCoracle } from '../harness/coracle.ts'
import { needRoot } from '../harness/host.ts'
import { prepareImages, testImages } from '../harness/images.ts'
import { kubectlPath, repository } from '../harness/tools.ts'

const patienceMs = 180_000
const image = 'docker.io/library/busybox:1.36'

/** What varies: `<age>`, the random part of a pod's name, and a line `...` for any lines. */
const patterns: readonly [RegExp, string][] = [
  [/<age>/g, '\\d+m?\\d*s'],
  [/<id>/g, '\\w+-\\w{5}'],
]

interface Step {
  command: string
  expected: string[]
}

describe('the first session in the README', function () {
  this.timeout(patienceMs)
  let coracle: Coracle
  let tagged = false

  before(async function () {
    needRoot(this)
    await prepareImages()
    if ((await run('podman', ['image', 'exists', image])).code !== 0) {
      await run('podman', ['tag', testImages[0], image])
      tagged = true
    }
    coracle = await startCoracle()
  })
  after(async () => {
    await coracle?.close()
    if (tagged) await run('podman', ['untag', testImages[0], image])
  })

  it('is what a user sees', async () => {
    for (const { command, expected } of session()) {
      const path = `${dirname(kubectlPath())}${delimiter}${process.env.PATH}`
      const { code, stdout, stderr } = await run('env', [
        `PATH=${path}`, `KUBECONFIG=${coracle.kubeconfig}`, 'sh', '-c', command,
      ])
      expect(code, `${command}: ${stderr}`).to.equal(0)
      expect(squeeze(stdout), command).to.match(asPattern(expected))
    }
  })
})

function session(): Step[] {
  const text = readFileSync(join(repository, 'README.md'), 'utf8')
  const block = text.match(/```console\n([\s\S]*?)```/)?.[1] ?? ''
  const steps = block.split(/^\$ /m).filter(Boolean)
  expect(steps.length).to.be.greaterThan(5)
  return steps
    .map((step) => step.trimEnd().split('\n'))
    .map(([command = '', ...expected]) => ({ command, expected }))
    .filter(({ command }) => !command.startsWith('export '))
}

/** Columns are as wide as what stands in them. */
function squeeze(text: string): string {
  return text.trimEnd().replace(/ +/g, ' ')
}

function asPattern(lines: readonly string[]): RegExp {
  const sources = lines.map((line) => {
    if (line === '...') return '(?:.*\\n)*?'
    const escaped = squeeze(line).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return patterns.reduce((source, [from, to]) => source.replace(from, to), escaped) + '\\n?'
  })
  return new RegExp(`^${sources.join('')}$`)
}
