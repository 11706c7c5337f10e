import { expect } from 'chai'
import { sameField } from './same-field.ts'

const deployment = (spec: unknown): any => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec })

describe('fields that say the same', () => {
  it('are equal when one leaves out what is zero in the other', () => {
    expect(sameField(deployment({ minReadySeconds: 0 }), deployment({}))).to.equal(true)
  })

  it('differ when a pointer is zero in one and absent in the other', () => {
    expect(sameField(deployment({ replicas: 0 }), deployment({}))).to.equal(false)
  })
})
