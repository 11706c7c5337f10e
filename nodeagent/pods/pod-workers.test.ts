import { expect } from 'chai'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createHollowRuntime } from '../runtimes/hollow/hollow.ts'
import type { ApiClient } from '../../watchers/runtime/client.ts'
import { hollowDeps } from './hollow-deps.ts'
import { createPodWorkers } from './pod-workers.ts'
import type { Pod } from './pod.ts'

const pod = (uid: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${uid}`, namespace: 'default', uid, generation: 1 },
  spec: { restartPolicy: 'Always', containers: [{ name: 'c', image: 'i' }] },
})

describe('the workers of a node', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pods-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function start() {
    const runtime = createHollowRuntime()
    const workers = createPodWorkers({
      client: { patch: async () => ({}), delete: async () => {} } as unknown as ApiClient,
      ...hollowDeps(runtime, folder),
      record: () => {},
    })
    return { runtime, workers }
  }
  const until = async (wanted: () => Promise<boolean>): Promise<void> => {
    while (!(await wanted())) await new Promise((resolve) => setImmediate(resolve))
  }
  const sandbox = (uid: string) => ({
    uid, name: uid, namespace: 'default', hostname: uid, hostNetwork: false, hostPid: false, hostIpc: false, ports: [],
    sysctls: {},
  })

  it('remove what the host has of pods that the API does not know, once it has listed them', async () => {
    const { runtime, workers } = start()
    await runtime.createSandbox(sandbox('gone'))
    await runtime.createSandbox(sandbox('kept'))
    mkdirSync(join(folder, 'gone', 'volumes'), { recursive: true })
    workers.replace([pod('kept')])
    await until(async () => (await runtime.pod('gone')) === null && !existsSync(join(folder, 'gone')))
    expect((await runtime.pod('kept'))?.sandbox?.ready).to.equal(true)
    await workers.close()
  })

  it('leave a pod alone that was told of while they looked', async () => {
    const { runtime, workers } = start()
    workers.replace([])
    workers.upsert(pod('new'))
    await until(async () => (await runtime.pod('new'))?.containers[0]?.state === 'running')
    await runtime.createSandbox(sandbox('later'))
    workers.replace([pod('new')])
    expect((await runtime.pod('new'))?.containers).to.have.length(1)
    await workers.close()
    expect(await runtime.pod('later'), 'later removals are told').not.to.equal(null)
  })

  it('end a pod that is gone from a later list', async () => {
    const { runtime, workers } = start()
    workers.replace([pod('a'), pod('b')])
    await until(async () => (await runtime.pods()).length === 2)
    workers.replace([pod('b')])
    await until(async () => (await runtime.pod('a')) === null)
    expect(workers.find('default', 'pod-b')?.metadata.uid).to.equal('b')
    await workers.close()
    expect((await runtime.pods()).map(({ uid }) => uid)).to.deep.equal(['b'])
  })
})
