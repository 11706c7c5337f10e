import { expect } from 'chai'
import { PassThrough } from 'node:stream'

import type { ExecSession, RuntimeContainer } from '../runtimes/runtime.ts'
import type { Pod, PodContainer } from './pod.ts'
import { stopAll, stopContainer } from './termination.ts'
import type { StopRequest } from './termination.ts'

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
  spec: {
    initContainers: [
      { name: 'first', image: 'i', restartPolicy: 'Always' },
      { name: 'second', image: 'i', restartPolicy: 'Always' },
    ],
    containers: [{ name: 'main', image: 'i' }],
  },
}

const request = (container: PodContainer, graceSeconds = 30): StopRequest => ({
  pod,
  container,
  running: { id: container.name } as RuntimeContainer,
  podIp: '10.42.0.2',
  graceSeconds,
})

/** What was done, in order; hooks end with `hookExit`. */
function start(hookExit = 0) {
  const done: string[] = []
  const exec = async (id: string): Promise<ExecSession> => {
    done.push(`hook in ${id}`)
    return {
      io: new PassThrough(), output: (async function* () {})(), resize: async () => {}, exitCode: async () => hookExit,
    }
  }
  const deps = {
    runtime: { exec, stopContainer: async (id: string, grace: number) => void done.push(`stop ${id} in ${grace}`) },
    now: () => 0,
    record: (_container: PodContainer, type: string, reason: string, message: string) =>
      void done.push(`${type} ${reason} ${message}`),
  }
  return { done, deps }
}

describe('stopping a container', () => {
  const hooked = { name: 'main', image: 'i', lifecycle: { preStop: { exec: { command: ['bye'] } } } }

  it('runs its hook first', async () => {
    const { done, deps } = start()
    await stopContainer(deps, request(hooked))
    expect(done).to.deep.equal(['Normal Killing Stopping container main', 'hook in main', 'stop main in 30'])
  })

  it('tells of a hook that fails, without its words, and goes on', async () => {
    const { done, deps } = start(1)
    await stopContainer(deps, request(hooked))
    expect(done.slice(2)).to.deep.equal(['Warning FailedPreStopHook PreStopHook failed', 'stop main in 30'])
  })

  it('runs no hook without grace, but always leaves two seconds', async () => {
    const { done, deps } = start()
    await stopContainer(deps, request(hooked, 0))
    expect(done.slice(1)).to.deep.equal(['stop main in 2'])
  })
})

describe('stopping a pod', () => {
  it('ends sidecars after the others, the last one first', async () => {
    const order: string[] = []
    const [first, second] = pod['spec'].initContainers
    const [main] = pod['spec'].containers
    await stopAll([first, second, main].map((one: PodContainer) => request(one)), async ({ container, turn }) => {
      await turn
      await new Promise((resolve) => setImmediate(resolve))
      order.push(container.name)
    })
    expect(order).to.deep.equal(['main', 'second', 'first'])
  })

  it('stops the others though one fails, and tells of that', async () => {
    const stopped: string[] = []
    const all = [...pod['spec'].initContainers, ...pod['spec'].containers].map((one: PodContainer) => request(one))
    const failed = await stopAll(all, async ({ container, turn }) => {
      await turn
      if (container.name === 'main') throw new Error('podman is away')
      stopped.push(container.name)
    }).then(() => '', (error: Error) => error.message)
    expect(failed).to.equal('podman is away')
    expect(stopped).to.deep.equal(['second', 'first'])
  })
})
