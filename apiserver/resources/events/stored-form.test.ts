import { expect } from 'chai'
import { fromStoredEvent, toStoredEvent } from './stored-form.ts'

const core = {
  apiVersion: 'v1', kind: 'Event', metadata: { name: 'a' }, involvedObject: { kind: 'Pod' }, reason: 'R', message: 'm',
  source: { component: 'c' }, count: 2, type: 'Normal', eventTime: null, reportingComponent: '', reportingInstance: '',
}

describe('an Event of core in events.k8s.io', () => {
  it('has other names for its fields, and none for what is empty', () => {
    expect(fromStoredEvent(core)).to.include({ apiVersion: 'events.k8s.io/v1', note: 'm', deprecatedCount: 2 })
    expect(fromStoredEvent(core)).not.to.have.any.keys('reportingController', 'reportingInstance', 'message', 'count')
  })

  it('reads back as it was stored', () => {
    expect(toStoredEvent(fromStoredEvent(core))).to.deep.include(core)
  })
})
