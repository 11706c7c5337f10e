import { expect } from 'chai'

import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { sampleContainer } from '../runtimes/sample-container.ts'
import { podStatus } from './status.ts'
import type { StatusInput } from './status-input.ts'
import type { Pod } from './pod.ts'

const now = '2026-01-01T00:01:00Z'

const container = (name: string, state: RuntimeContainer['state'], exitCode = 0): RuntimeContainer =>
  sampleContainer(name, {
    id: `id-${name}`,
    state,
    startedAt: '2026-01-01T00:00:01Z',
    finishedAt: state === 'exited' ? '2026-01-01T00:00:02Z' : null,
    exitCode,
    image: 'docker.io/library/i:latest',
  })

/** The status of a pod with an init container `init` and two others, `a` and `b`. */
function statusOf(
  containers: RuntimeContainer[], spec: Record<string, unknown> = {}, fields: Partial<StatusInput> = {},
): Record<string, any> {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', uid: 'u' },
    spec: {
      restartPolicy: 'Always',
      initContainers: [{ name: 'init', image: 'i' }],
      containers: [{ name: 'a', image: 'i' }, { name: 'b', image: 'i' }],
      ...spec,
    },
    ...fields.pod,
  }
  const observed: RuntimePod = {
    uid: 'u',
    name: 'web',
    namespace: 'default',
    sandbox: { id: 's', ready: true, ips: ['10.42.0.2'], createdAt: '2026-01-01T00:00:00Z' },
    containers,
  }
  return podStatus({
    observed,
    waiting: new Map(),
    startErrors: new Map(),
    failure: null,
    imageIds: new Map(),
    terminationMessages: new Map(),
    probes: () => ({ ready: true, started: true }),
    hostIps: ['192.0.2.1'],
    scheme: 'podman',
    now,
    ...fields,
    pod,
  })
}

const conditions = (status: Record<string, any>): string[] =>
  status['conditions'].map(({ type, status: value, reason }: any) => `${type}=${value}${reason ? ` ${reason}` : ''}`)

const init = container('init', 'exited')

describe('podStatus', () => {
  it('is Pending while init containers run', () => {
    const status = statusOf([container('init', 'running')])
    expect(status['phase']).to.equal('Pending')
    expect(conditions(status)).to.deep.equal([
      'PodReadyToStartContainers=True',
      'Initialized=False ContainersNotInitialized',
      'Ready=False ContainersNotReady',
      'ContainersReady=False ContainersNotReady',
      'PodScheduled=True',
    ])
    expect(status['containerStatuses'][0].state).to.deep.equal({ waiting: { reason: 'PodInitializing' } })
  })

  it('is Running and ready when all its containers are', () => {
    const status = statusOf([init, container('a', 'running'), container('b', 'running')])
    expect(status).to.include({ phase: 'Running', podIP: '10.42.0.2', hostIP: '192.0.2.1', startTime: now })
    expect(conditions(status).slice(1, 4)).to.deep.equal(['Initialized=True', 'Ready=True', 'ContainersReady=True'])
    expect(status['containerStatuses'][0]).to.deep.include({
      containerID: 'podman://id-a',
      state: { running: { startedAt: '2026-01-01T00:00:01Z' } },
      ready: true,
      started: true,
    })
  })

  it('is not ready before a container has started by its probe', () => {
    const status = statusOf([init, container('a', 'running'), container('b', 'running')], {}, {
      probes: () => ({ ready: true, started: false }),
    })
    expect(status['containerStatuses'][0]).to.include({ ready: false, started: false })
    expect(conditions(status)[2]).to.equal('Ready=False ContainersNotReady')
  })

  it('follows the restart policy when containers end', () => {
    const phase = (restartPolicy: string, ...codes: [number, number]) =>
      statusOf(
        [init, container('a', 'exited', codes[0]), container('b', 'exited', codes[1])], { restartPolicy },
      )['phase']
    expect(phase('Always', 0, 0)).to.equal('Running')
    expect(phase('OnFailure', 0, 0)).to.equal('Succeeded')
    expect(phase('OnFailure', 0, 1)).to.equal('Running')
    expect(phase('Never', 0, 1)).to.equal('Failed')
    expect(phase('Never', 0, 0)).to.equal('Succeeded')
  })

  it('fails with an init container that is not tried again', () => {
    expect(statusOf([container('init', 'exited', 1)], { restartPolicy: 'Never' })['phase']).to.equal('Failed')
    expect(statusOf([container('init', 'exited', 1)])['phase']).to.equal('Pending')
  })

  it('is not over while a container runs, and then says why it was ended', () => {
    const failure = { reason: 'DeadlineExceeded', message: 'too late' }
    const running = statusOf([init, container('a', 'running'), container('b', 'exited')], {}, { failure })
    expect(running).to.include({ phase: 'Running' }).and.not.have.property('reason')
    const ended = statusOf([init, container('a', 'exited', 137), container('b', 'exited')], {}, { failure })
    expect(ended).to.include({ phase: 'Failed', ...failure })
    expect(conditions(ended)[2]).to.equal('Ready=False PodFailed')
  })

  it('tells why a container ended', () => {
    const reason = (one: RuntimeContainer) =>
      statusOf([init, one], { restartPolicy: 'Never' })['containerStatuses'][0].state.terminated
    expect(reason(container('a', 'exited'))).to.include({ reason: 'Completed', exitCode: 0 })
    expect(reason(container('a', 'exited', 3))).to.include({ reason: 'Error', exitCode: 3 })
    expect(reason({ ...container('a', 'exited', 137), oomKilled: true }))
      .to.include({ reason: 'OOMKilled', exitCode: 137 })
    expect(reason({ ...container('a', 'created'), startedAt: null }))
      .to.include({ reason: 'StartError', exitCode: 128, startedAt: '1970-01-01T00:00:00Z' })
  })

  it('keeps the time of a condition that did not change', () => {
    const before = [
      { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2025-01-01T00:00:00Z' },
    ]
    const status = statusOf([], {}, { pod: { status: { conditions: before } } as any })
    expect(status['conditions'].at(-1).lastTransitionTime).to.equal('2025-01-01T00:00:00Z')
    expect(status['conditions'][0].lastTransitionTime).to.equal(now)
  })
})
