import { expect } from 'chai'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createHollowRuntime } from '../runtimes/hollow/hollow.ts'
import { hollowDeps } from './hollow-deps.ts'
import { startPodWorker } from './pod-worker.ts'
import type { Pod } from './pod.ts'

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', generation: 1 },
  spec: { restartPolicy: 'Always', containers: [{ name: 'web', image: 'busybox' }] },
}

describe('a pod worker', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pods-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** A worker on a hollow runtime; `until` resolves with the first status that is as wanted. */
  function start(spec: Record<string, unknown> = {}, before: Record<string, unknown> = {}) {
    const runtime = createHollowRuntime()
    const events: string[] = []
    const deleted: string[] = []
    const statuses: Record<string, any>[] = []
    let published = () => {}
    const worker = startPodWorker({ ...pod, spec: { ...pod['spec'], ...spec }, status: before }, {
      ...hollowDeps(runtime, folder),
      record: (_about, _type, reason) => void events.push(reason),
      status: {
        publish: (of, statusOf) => {
          statuses.push(statusOf(of))
          published()
        },
        flush: async () => true,
        close: () => {},
      },
      confirmDeletion: async ({ metadata }) => void deleted.push(metadata.uid),
    })
    const signal = new AbortController()
    runtime.listen(() => worker.poke(), signal.signal)
    const until = async (wanted: (status: Record<string, any>) => boolean): Promise<Record<string, any>> => {
      for (;;) {
        const found = statuses.find(wanted)
        if (found) return found
        await new Promise<void>((resolve) => (published = resolve))
      }
    }
    return { runtime, worker, events, deleted, until }
  }

  it('runs a pod and says so', async () => {
    const { worker, events, until } = start()
    const status = await until(({ phase }) => phase === 'Running')
    expect(status['podIP']).to.match(/^10\.255\./)
    expect(status['conditions'].map((one: any) => `${one.type}=${one.status}`)).to.include('Ready=True')
    expect(events).to.deep.equal(['Pulled', 'Created', 'Started'])
    await worker.close()
  })

  it('restarts an ended container at once, and then backs off', async () => {
    const { runtime, worker, until } = start()
    await until(({ phase }) => phase === 'Running')
    runtime.exit((await runtime.pod('u'))!.containers.at(-1)!.id, 3)
    await until(
      ({ containerStatuses }) => containerStatuses[0].restartCount === 1 && containerStatuses[0].state.running,
    )
    runtime.exit((await runtime.pod('u'))!.containers.at(-1)!.id, 3)
    const status = await until(
      ({ containerStatuses }) => containerStatuses[0].state.waiting?.reason === 'CrashLoopBackOff',
    )
    const [web] = status['containerStatuses']
    expect(web.state.waiting.message).to.equal('back-off 10s restarting failed container=web pod=web_default(u)')
    expect(web.lastState.terminated).to.include({ exitCode: 3, reason: 'Error' })
    await worker.close()
  })

  it('stops a deleted pod, leaves nothing of it and ends its object', async () => {
    const { runtime, worker, events, deleted, until } = start()
    await until(({ phase }) => phase === 'Running')
    worker.update({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } })
    await worker.done
    expect(worker.phase()).to.equal('finished')
    expect(await runtime.pods()).to.deep.equal([])
    expect(events.at(-1)).to.equal('Killing')
    expect(deleted).to.deep.equal(['u'])
  })

  it('replaces a sandbox that died, and remembers how its containers ended', async () => {
    const { runtime, worker, events, until } = start()
    await until(({ phase }) => phase === 'Running')
    const { id } = (await runtime.pod('u'))!.containers[0]!
    runtime.exit(id, 255)
    await runtime.stopSandbox('u')
    worker.poke()
    const status = await until(
      ({ containerStatuses }) => containerStatuses[0].restartCount === 1 && containerStatuses[0].state.running,
    )
    expect(status['containerStatuses'][0].lastState.terminated)
      .to.include({ exitCode: 255, containerID: `hollow://${id}` })
    expect(events).to.include('SandboxChanged')
    await worker.close()
  })

  it('stops the sandbox of a pod that is over, and keeps what it left', async () => {
    const { runtime, worker, until } = start({ restartPolicy: 'Never' })
    await until(({ phase }) => phase === 'Running')
    runtime.exit((await runtime.pod('u'))!.containers[0]!.id, 0)
    const status = await until(({ phase, conditions }) => phase === 'Succeeded' && conditions[0].status === 'False')
    expect(status['conditions'].map((one: any) => `${one.type}=${one.reason}`))
      .to.include.members(['Initialized=PodCompleted', 'Ready=PodCompleted'])
    const left = await runtime.pod('u')
    expect([left?.sandbox?.ready, left?.containers.length]).to.deep.equal([false, 1])
    await worker.close()
  })

  it('ends a pod at its deadline', async () => {
    const { worker, events, until } = start({ activeDeadlineSeconds: 5 }, { startTime: '2020-01-01T00:00:00Z' })
    const status = await until(({ phase }) => phase === 'Failed')
    expect(status).to.include({
      reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline',
    })
    expect(events).to.include('DeadlineExceeded')
    await worker.close()
  })
})
