import { expect } from 'chai'
import { silentLogger } from '../../apimachinery/log.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { fakeClient } from './fake-client.ts'
import { fakeClock } from './fake-clock.ts'
import { createActionRecorder } from './event-series.ts'
import { createRecorder } from './events.ts'
import { settled } from './settled.ts'

const about = (name = 'web', resourceVersion = '7'): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion },
  })

const setUp = () => {
  const clock = fakeClock(Date.parse('2026-01-01T00:00:00Z'))
  const client = fakeClient({ clock })
  const stop = new AbortController()
  const options = { client, log: silentLogger, clock, signal: stop.signal }
  return {
    clock, client, stop, record: createRecorder('deployment-controller', options),
    act: createActionRecorder('scheduler', options), events: () => client.all('events'),
  }
}

describe('event recorder', () => {
  it('writes what happened, and to what', async () => {
    const { record, events } = setUp()
    record(about(), 'Normal', 'Scaled', 'Scaled up')
    await settled()
    expect(events()).to.have.length(1)
    expect(events()[0]).to.deep.include({
      involvedObject: {
        kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'uid-web', apiVersion: 'apps/v1', resourceVersion: '7',
      },
      reason: 'Scaled', message: 'Scaled up', type: 'Normal', count: 1, source: { component: 'deployment-controller' },
      firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z',
      reportingComponent: 'deployment-controller', eventTime: null,
    })
    expect(events()[0]!.metadata.name).to.match(/^web\.[0-9a-f]+$/)
  })

  it('writes about what has no namespace into the default one', async () => {
    const { record, events } = setUp()
    record({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }, 'Normal', 'Registered', 'm')
    await settled()
    expect(events()[0]!.metadata.namespace).to.equal('default')
    expect(events()[0]!['involvedObject']).to.deep.equal({ kind: 'Node', name: 'n', apiVersion: 'v1' })
  })

  it('counts what happens again', async () => {
    const { record, events, clock } = setUp()
    for (let times = 0; times < 3; times += 1) {
      record(about(), 'Normal', 'Scaled', 'Scaled up')
      await settled()
      clock.advance(1000)
    }
    expect(events()).to.have.length(1)
    expect(events()[0])
      .to.deep.include({ count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:02Z' })
  })

  it('says anew, with its count, what the server has dropped', async () => {
    const { record, events, client } = setUp()
    record(about(), 'Normal', 'Scaled', 'Scaled up')
    await settled()
    client.wipe()
    record(about(), 'Normal', 'Scaled', 'Scaled up')
    await settled()
    expect(events().map(({ count }) => count)).to.deep.equal([2])
  })

  it('combines the tenth message of one reason and those that follow', async () => {
    const { record, events, clock } = setUp()
    for (let number = 1; number <= 12; number += 1) {
      record(about(), 'Normal', 'Scaled', `to ${number}`)
      clock.advance(1000)
    }
    await settled()
    expect(events()).to.have.length(10)
    expect(events().at(-1))
      .to.deep.include({ message: '(combined from similar events): to 12', count: 3, reportingComponent: '' })
  })

  it('combines no more when nothing happened for ten minutes', async () => {
    const { record, events, clock } = setUp()
    for (let number = 1; number <= 12; number += 1) record(about(), 'Normal', 'Scaled', `to ${number}`)
    clock.advance(601_000)
    record(about(), 'Normal', 'Scaled', 'at last')
    await settled()
    expect(events().at(-1)).to.deep.include({ message: 'at last', count: 1 })
  })

  it('writes no more than a burst about one object, then one each five minutes', async () => {
    const { record, events, clock, client } = setUp()
    const written = () => client.requests.length
    for (let times = 0; times < 40; times += 1) record(about(), 'Normal', 'Scaled', 'Scaled up')
    record(about('other'), 'Normal', 'Scaled', 'Scaled up')
    record(about(), 'Warning', 'Failed', 'of another type')
    await settled()
    expect(written()).to.equal(27)
    clock.advance(300_000)
    for (let times = 0; times < 5; times += 1) record(about(), 'Normal', 'Scaled', 'Scaled up')
    await settled()
    expect(written()).to.equal(28)
    // What was held back counts all the same.
    expect(events()[0]!['count']).to.equal(41)
  })

  it('tries again while the server cannot be reached, in order, and gives up what the server refuses', async () => {
    const { record, events, clock, client } = setUp()
    client.refuse = () => new Error('ECONNREFUSED')
    record(about(), 'Normal', 'First', 'a')
    record(about(), 'Normal', 'Second', 'b')
    await settled()
    expect(events()).to.deep.equal([])
    client.refuse = undefined
    clock.advance(15_000)
    await settled()
    expect(events().map(({ reason }) => reason)).to.deep.equal(['First', 'Second'])
  })
})

describe('action recorder', () => {
  const failed = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: 'no room' } as const

  it('writes events of events.k8s.io', async () => {
    const { act, events } = setUp()
    act(about(), failed)
    await settled()
    expect(events()[0]).to.deep.include({
      apiVersion: 'events.k8s.io/v1', eventTime: '2026-01-01T00:00:00.000000Z', reportingController: 'scheduler',
      action: 'Scheduling', reason: 'FailedScheduling', note: 'no room', type: 'Warning',
    })
    expect(events()[0]!['reportingInstance']).to.match(/^scheduler-/)
    expect(events()[0]).not.to.have.property('series')
  })

  it('makes a series of what repeats, and writes its beginning and its end', async () => {
    const { act, events, clock, client } = setUp()
    for (let times = 0; times < 5; times += 1) {
      act(about(), failed)
      await settled()
      clock.advance(60_000)
    }
    expect(events()[0]!['series']).to.deep.equal({ count: 2, lastObservedTime: '2026-01-01T00:01:00.000000Z' })
    expect(client.requests).to.have.length(2)
    clock.advance(400_000)
    await settled()
    expect(events()[0]!['series']).to.deep.equal({ count: 5, lastObservedTime: '2026-01-01T00:04:00.000000Z' })
    act(about(), failed)
    await settled()
    expect(events()).to.have.length(2)
  })

  it('tells events about another state of the object apart', async () => {
    const { act, events } = setUp()
    act(about('web', '7'), failed)
    act(about('web', '8'), failed)
    await settled()
    expect(events()).to.have.length(2)
  })

  it('cuts a note that is too long', async () => {
    const { act, events } = setUp()
    act(about(), { ...failed, note: 'ä'.repeat(2000) })
    await settled()
    expect(Buffer.byteLength(events()[0]!['note'])).to.be.within(1020, 1024)
    expect(events()[0]!['note']).to.match(/ä \.\.\.$/)
  })
})
