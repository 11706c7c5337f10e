import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { slowStart } from './plan.ts'
import { rankForDeletion } from './ranking.ts'

const now = Date.parse('2026-01-01T12:00:00Z')

interface Facts { node?: string; phase?: string; ready?: string; cost?: string; restarts?: number }

const pod = (name: string, { node = 'n', phase = 'Running', ready, cost, restarts = 0 }: Facts = {}): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: {
    name, uid: name, creationTimestamp: '2026-01-01T10:00:00Z',
    annotations: cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost },
  },
  spec: { nodeName: node },
  status: {
    phase,
    conditions: ready === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ready }],
    containerStatuses: [{ restartCount: restarts }],
  },
})

const order = (pods: KubeObject[]) => rankForDeletion(pods, pods, now).map(({ metadata }) => metadata.name)
const ready = '2026-01-01T10:00:00Z'

describe('ranking of pods for deletion', () => {
  it('takes unassigned, then pending, then unready pods first', () => {
    const pods = [
      pod('ready', { ready }), pod('unready'), pod('pending', { phase: 'Pending' }),
      pod('unassigned', { node: '', phase: 'Pending' }),
    ]
    expect(order(pods)).to.deep.equal(['unassigned', 'pending', 'unready', 'ready'])
  })

  it('takes the cheaper pod first', () => {
    expect(order([pod('dear', { ready, cost: '10' }), pod('cheap', { ready, cost: '-5' })]))
      .to.deep.equal(['cheap', 'dear'])
  })

  it('takes from the crowded node first', () => {
    expect(order([pod('a', { ready, node: 'x' }), pod('b', { ready, node: 'y' }), pod('c', { ready, node: 'y' })])
      .at(-1)).to.equal('a')
  })

  it('takes the younger and then the more often restarted pod first', () => {
    const young = '2026-01-01T11:59:59Z'
    expect(order([pod('old', { ready }), pod('young', { ready: young })])).to.deep.equal(['young', 'old'])
    expect(order([pod('calm', { ready }), pod('shaky', { ready, restarts: 4 })])).to.deep.equal(['shaky', 'calm'])
  })
})

describe('slow start', () => {
  it('doubles the batch until all are created', () => {
    expect(slowStart(10)).to.deep.equal([1, 2, 4, 3])
    expect(slowStart(0)).to.deep.equal([])
  })
})
