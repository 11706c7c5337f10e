import { expect } from 'chai'

import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime.ts'
import { sampleContainer } from '../runtimes/sample-container.ts'
import { planPod } from './plan.ts'
import type { Pod } from './pod.ts'

const pod = (spec: Record<string, unknown> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
  spec: { restartPolicy: 'Always', containers: [{ name: 'web', image: 'i' }], ...spec },
})

const observed = (containers: RuntimeContainer[], ready = true): RuntimePod => ({
  uid: 'u',
  name: 'web',
  namespace: 'default',
  sandbox: { id: 's', ready, ips: ['10.42.0.2'], createdAt: '2026-01-01T00:00:00Z' },
  containers,
})

const names = (plan: ReturnType<typeof planPod>) => plan.start.map(({ name }) => name)

describe('planPod', () => {
  it('makes a sandbox and starts the containers of a new pod', () => {
    const plan = planPod(pod(), null)
    expect(plan.sandbox).to.equal('create')
    expect(names(plan)).to.deep.equal(['web'])
  })

  it('does nothing to a pod that runs', () => {
    expect(planPod(pod(), observed([sampleContainer('web')])))
      .to.deep.equal({ sandbox: 'keep', kill: [], start: [], finish: false })
  })

  it('starts init containers one after another before the others', () => {
    const spec = { initContainers: [{ name: 'a', image: 'i' }, { name: 'b', image: 'i' }] }
    expect(names(planPod(pod(spec), null))).to.deep.equal(['a'])
    expect(names(planPod(pod(spec), observed([sampleContainer('a')])))).to.deep.equal([])
    const first = sampleContainer('a', { state: 'exited' })
    expect(names(planPod(pod(spec), observed([first])))).to.deep.equal(['b'])
    expect(names(planPod(pod(spec), observed([first, sampleContainer('b', { state: 'exited' })]))))
      .to.deep.equal(['web'])
  })

  it('restarts an ended container by the restart policy', () => {
    const failed = observed([sampleContainer('web', { state: 'exited', exitCode: 1 })])
    const done = observed([sampleContainer('web', { state: 'exited' })])
    expect(names(planPod(pod(), done))).to.deep.equal(['web'])
    expect(names(planPod(pod({ restartPolicy: 'OnFailure' }), failed))).to.deep.equal(['web'])
    expect(names(planPod(pod({ restartPolicy: 'OnFailure' }), done))).to.deep.equal([])
    expect(names(planPod(pod({ restartPolicy: 'Never' }), failed))).to.deep.equal([])
  })

  it('replaces a sandbox that died and what lived in it', () => {
    const plan = planPod(pod(), observed([sampleContainer('web')], false))
    expect(plan.sandbox).to.equal('replace')
    expect(names(plan)).to.deep.equal(['web'])
  })
})
