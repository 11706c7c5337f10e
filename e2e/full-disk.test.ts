import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Coracle, run, startCoracle } from './harness/coracle.ts'
import { send } from './harness/request.ts'
import { until } from './harness/until.ts'

const patienceMs = 120_000
const diskMegabytes = 80
/**
 * More than the store asks for before it opens its database anew, than it needs to order it,
 * and than kubectl keeps there.
 */
const fillerMegabytes = 40
const configMaps = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }
/** LevelDB would make little of what repeats. */
const large = randomBytes(40_000).toString('base64')
const body = (name: string, value: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } })

describe('a full disk', function () {
  this.timeout(patienceMs)
  let disk: string
  let coracle: Coracle

  before(async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('  only root mounts a disk to fill: skipped\n')
      this.skip()
    }
    disk = await mkdtemp(join(tmpdir(), 'coracle-disk-'))
    await run('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'coracle-e2e', disk])
    await mkdir(join(disk, 'data'))
    coracle = await startCoracle(['--disable-agent'], { dataDir: join(disk, 'data') })
  })
  after(async () => {
    await coracle?.close()
    if (!disk) return
    await run('umount', ['--lazy', disk])
    await rmdir(disk)
  })

  const create = (name: string, value = randomBytes(150_000).toString('base64')) =>
    send(coracle, { method: 'POST', path: configMaps, headers: json, body: body(name, value) })
  const stored = async (): Promise<string[]> => {
    const answer = await send(coracle, { path: configMaps })
    expect(answer.status).to.equal(200)
    return answer.json.items.map((item: any) => item.metadata.name)
      .filter((name: string) => name !== 'kube-root-ca.crt')
  }

  it('refuses writes with a Status, answers reads, loses nothing, and is over when there is room again', async () => {
    const filler = join(disk, 'filler')
    await writeFile(filler, Buffer.alloc(fillerMegabytes * 2 ** 20))
    const acknowledged: string[] = []
    let refused = await create('first')
    for (let number = 0; refused.status === 201; number++) {
      acknowledged.push(refused.json.metadata.name)
      expect(number, 'the disk did not fill').to.be.lessThan(diskMegabytes * 10)
      refused = await create(`more-${number}`)
    }
    expect(refused.status, refused.text).to.equal(500)
    expect(refused.json).to.include({ kind: 'Status', status: 'Failure', reason: 'InternalError', code: 500 })
    expect(refused.json.message).to.match(/^Internal error occurred: .*no space left on device/i)
    expect(await stored()).to.have.members(acknowledged)
    expect((await coracle.kubectl(['create', 'configmap', 'by-kubectl', `--from-literal=a=${large}`])).stderr)
      .to.match(/no space left on device/i)
    expect((await coracle.kubectl(['get', 'configmap', 'first'])).code).to.equal(0)

    expect((await send(coracle, { path: '/readyz' })).text).to.contain('[-]etcd-readiness failed')
    expect((await send(coracle, { path: '/readyz/etcd-readiness' })).text)
      .to.match(/^internal server error: cannot write to the data directory .*no space left on device/)

    await rm(filler)
    await until(async () => (await send(coracle, { path: '/readyz' })).status === 200)
    await until(async () => {
      const { status, text } = await create('after', 'small')
      if (status !== 201) throw new Error(text)
      return true
    })
    expect(await stored()).to.have.members([...acknowledged, 'after'])

    await coracle.stop('SIGKILL')
    await coracle.start()
    expect(await stored()).to.have.members([...acknowledged, 'after'])
  })

  it('found at the start is said in one line, and the next start finds everything', async () => {
    const before = await stored()
    await coracle.stop()
    const filler = join(disk, 'filler')
    await run('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'])
    const failed = await coracle.start().then(() => undefined, (error: Error) => error.message)
    await rm(filler)
    if (failed === undefined) await coracle.stop()
    else expect(failed).to.match(/ended with 2:\n(.*\n)*error: .*no space/i)
    await coracle.start()
    expect(await stored()).to.have.members(before)
  })
})
