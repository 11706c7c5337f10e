import { expect } from 'chai'

import type { Pod } from '../pods/pod.ts'
import type { RuntimeContainer } from '../runtimes/runtime.ts'
import { logContainer } from './log-container.ts'

const pod = (state: object): Pod =>
  ({
    metadata: { name: 'web', namespace: 'default', uid: 'u' }, status: { containerStatuses: [{ name: 'main', state }] },
  }) as unknown as Pod
const container = (attempt: number, state: RuntimeContainer['state']): RuntimeContainer =>
  ({
    id: `c${attempt}`, name: 'main', attempt, state, startedAt: state === 'created' ? null : '2026-01-01T00:00:00Z',
  }) as RuntimeContainer

describe('logContainer', () => {
  it('is the incarnation that runs, and the one before it', () => {
    const all = [container(0, 'exited'), container(1, 'exited'), container(2, 'running')]
    expect(logContainer(pod({ running: {} }), 'main', all, false).id).to.equal('c2')
    expect(logContainer(pod({ running: {} }), 'main', all, true).id).to.equal('c1')
  })

  it('is the last one, previous or not, while the container waits for its restart', () => {
    const all = [container(0, 'exited'), container(1, 'exited')]
    const waiting = pod({ waiting: { reason: 'CrashLoopBackOff' } })
    expect(logContainer(waiting, 'main', all, false).id).to.equal('c1')
    expect(logContainer(waiting, 'main', all, true).id).to.equal('c1')
  })

  it('says that there is no previous one', () => {
    expect(() => logContainer(pod({ running: {} }), 'main', [container(0, 'running')], true))
      .to.throw('previous terminated container "main" in pod "web" not found')
  })

  it('says what a container waits for', () => {
    const message = (reason: string) => {
      try {
        return logContainer(pod({ waiting: { reason } }), 'main', [container(0, 'created')], false).id
      } catch (error) {
        return (error as Error).message
      }
    }
    const where = 'container "main" in pod "web" is waiting to start: '
    expect(message('ContainerCreating')).to.equal(`${where}ContainerCreating`)
    expect(message('ErrImagePull')).to.equal(`${where}image can't be pulled`)
    expect(message('ImagePullBackOff')).to.equal(`${where}trying and failing to pull image`)
  })
})
