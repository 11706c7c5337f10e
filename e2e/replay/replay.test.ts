import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, run, startApiServer } from '../harness/coracle.ts'
import { repository } from '../harness/tools.ts'

/** Requests with the answers of kube-apiserver; they lie beside the repository where Coracle is developed. */
const recordings = join(dirname(repository), 'shared', 'replay')
const player = join(recordings, 'replay.mjs')
/** The files that pass whole. The list only grows. */
const whole = readFileSync(join(import.meta.dirname, 'whole.txt'), 'utf8').trim().split('\n')
const folders = [...new Set(whole.map(dirname))]
const patienceMs = 300_000

for (const folder of folders) {
  describe(`the recorded answers of ${folder}/`, function () {
    this.timeout(patienceMs)
    let coracle: Coracle | undefined

    before(async function () {
      if (!existsSync(player)) {
        process.stdout.write('  the recorded answers of kube-apiserver are not beside this checkout: skipped\n')
        this.skip()
      }
      coracle = await startApiServer()
    })
    after(() => coracle?.close())

    for (const file of whole.filter((name) => dirname(name) === folder)) {
      it(`are those of ${file}`, async () => {
        if (!coracle) throw new Error('the server did not start')
        const args = [player, 'check', '--kubeconfig', coracle.kubeconfig, join(recordings, 'cases', `${file}.json`)]
        const { code, stdout, stderr } = await run(process.execPath, args)
        expect(code, `${stdout.slice(-6000)}${stderr.slice(-2000)}`).to.equal(0)
      })
    }
  })
}
