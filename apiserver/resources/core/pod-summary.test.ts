import { expect } from 'chai'
import { podReadyCell, podRestartsCell, podStatusCell } from './pod-summary.ts'

const podWith = (status: any, metadata: any = {}): any => ({
  apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'web' }] }, status,
})

describe('the summary of a pod', () => {
  it('says why a container waits, and when it ended last', () => {
    const pod = podWith({
      phase: 'Running',
      containerStatuses: [{
        name: 'web', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:00Z' } },
      }],
    })
    expect(podStatusCell(pod)).to.equal('CrashLoopBackOff')
    expect(podReadyCell(pod)).to.equal('0/1')
    expect(podRestartsCell(pod, new Date('2026-01-01T00:05:00Z'))).to.equal('3 (5m ago)')
  })

  it('is Terminating while a pod that has not ended is deleted', () => {
    expect(podStatusCell(podWith({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })))
      .to.equal('Terminating')
  })
})
