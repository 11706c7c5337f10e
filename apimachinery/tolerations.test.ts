import { expect } from 'chai'
import { tolerates } from './tolerations.ts'

const taint = { key: 'k', value: 'v', effect: 'NoSchedule' }

describe('a toleration', () => {
  it('covers a taint of its key, value and effect', () => {
    expect(tolerates({ key: 'k', value: 'v', effect: 'NoSchedule' }, taint)).to.equal(true)
    expect(tolerates({ key: 'k', operator: 'Equal', value: 'w' }, taint)).to.equal(false)
    expect(tolerates({ key: 'other', operator: 'Exists' }, taint)).to.equal(false)
    expect(tolerates({ key: 'k', operator: 'Exists', effect: 'NoExecute' }, taint)).to.equal(false)
  })

  it('covers everything when it names nothing and only has to exist', () => {
    expect(tolerates({ operator: 'Exists' }, taint)).to.equal(true)
    expect(tolerates({}, { key: 'k', effect: 'NoSchedule' })).to.equal(true)
  })
})
