import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { apiOnly } from './consistency/load/disturbed-server.ts'
import type { Fault } from './durability/faulty-disk/faults.ts'
import { type FaultyDisk, mountFaultyDisk, needFaultyDisk } from './durability/faulty-disk/faulty-disk.ts'
import { type Coracle, startCoracle } from './harness/coracle.ts'
import { send } from './harness/request.ts'
import { until } from './harness/until.ts'

const configMaps = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }
const body = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

/** Each fault, and what users are told of it. */
const faults: Record<Exclude<Fault, 'none'>, RegExp> = {
  'read-only': /read-only|not writable/i,
  'write errors': /i\/o error|input\/output error/i,
  'torn writes': /i\/o error|input\/output error/i,
  'sync errors': /i\/o error|input\/output error/i,
  'gone': /i\/o error|input\/output error/i,
}

describe('a disk that fails under a server', function () {
  this.timeout(120_000)
  let disk: FaultyDisk
  let elsewhere: string
  let coracle: Coracle
  /** The server as one knows it who does not have to read that disk. */
  let known: Coracle
  /** Of these each must be there, and of the refused ones any may. */
  const acknowledged: string[] = []
  const refused: string[] = []

  before(async function () {
    needFaultyDisk(this)
    disk = await mountFaultyDisk()
    const dataDir = join(disk.path, 'data')
    await mkdir(dataDir)
    coracle = await startCoracle(apiOnly, { dataDir })
    elsewhere = await mkdtemp(join(tmpdir(), 'coracle-elsewhere-'))
    known = { ...coracle, kubeconfig: join(elsewhere, 'kubeconfig.yaml') }
    await copyFile(coracle.kubeconfig, known.kubeconfig)
  })
  afterEach(() => disk.have('none'))
  after(async () => {
    await coracle?.close()
    await disk?.close()
    if (elsewhere) await rm(elsewhere, { recursive: true })
  })

  const create = async (name: string) => {
    const answer = await send(known, { method: 'POST', path: configMaps, headers: json, body: body(name) })
    const names = answer.status === 201 ? acknowledged : refused
    names.push(name)
    return answer
  }
  const check = async () => {
    const { status, text, json: list } = await send(known, { path: configMaps })
    expect(status, text).to.equal(200)
    const names = list.items.map(({ metadata }: any) => metadata.name)
    expect(names).to.include.members(acknowledged)
    expect([...acknowledged, ...refused, 'kube-root-ca.crt']).to.include.members(names)
  }
  const recovered = () => until(async () => (await send(known, { path: '/readyz' })).status === 200)

  for (const [fault, words] of Object.entries(faults) as [Fault, RegExp][]) {
    const name = fault.replace(' ', '-')

    it(`with ${fault} makes no promise, lets everything be read, and is over when it is well again`, async () => {
      expect((await create(`${name}-before`)).status).to.equal(201)
      await disk.have(fault)
      for (const attempt of ['first', 'second']) {
        const { status, json: answer } = await create(`${name}-${attempt}`)
        expect(status, answer.message).to.equal(500)
        expect(answer).to.include({ kind: 'Status', status: 'Failure', reason: 'InternalError' })
        expect(answer.message).to.match(words)
      }
      expect((await send(known, { path: `${configMaps}/${name}-before` })).status).to.equal(200)
      expect((await send(known, { path: '/readyz/etcd-readiness' })).text).to.match(words)
      await check()
      await disk.have('none')
      await recovered()
      expect((await create(`${name}-after`)).status).to.equal(201)
      await check()
    })

    it(`with ${fault}, and a loss of power before it is well again, loses nothing`, async () => {
      await disk.have(fault)
      expect((await create(`${name}-killed`)).status).to.equal(500)
      await coracle.stop('SIGKILL')
      await disk.have('none')
      await disk.losePower()
      await coracle.start()
      await check()
      expect((await create(`${name}-started`)).status).to.equal(201)
    })
  }

  it('that loses its power has all that was acknowledged', async () => {
    const writing = Array.from({ length: 40 }, async (_, number) => {
      await create(`power-${number}`).catch(() => refused.push(`power-${number}`))
    })
    await Promise.race(writing)
    await coracle.stop('SIGKILL')
    await Promise.all(writing)
    await disk.losePower()
    await coracle.start()
    await check()
  })
})
