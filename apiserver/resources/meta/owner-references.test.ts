import { expect } from 'chai'
import { validateOwnerReferences } from './owner-references.ts'

describe('the owners of an object', () => {
  it('have one controller among them, and are printed as Go marshals them', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', uid: 'u', controller: true }
    const errors = validateOwnerReferences(
      [{ ...owner, name: 'a' }, { ...owner, name: 'b' }, { uid: 'v' } as any], 'owners',
    )
    expect(errors.find(({ message }) => message.includes('Only one'))?.message).to.equal(
      'Invalid value: [{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u","controller":true},'
      + '{"apiVersion":"v1","kind":"Pod","name":"b","uid":"u","controller":true},'
      + '{"apiVersion":"","kind":"","name":"","uid":"v"}]: '
      + 'Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b')
  })
  it('may all be controllers, and are not printed for each of them', () => {
    const owners = Array.from({ length: 20_000 }, (_, at) => (
      { apiVersion: 'v1', kind: 'Pod', name: `p${at}`, uid: 'u', controller: true }))
    // Printed apart these would be more than memory holds.
    expect(validateOwnerReferences(owners, 'owners')).to.have.length(19_999)
  })
})
