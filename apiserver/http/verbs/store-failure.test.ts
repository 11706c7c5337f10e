import { expect } from 'chai'
import { StoreClosedError, StoreWriteError } from '../../storage/errors.ts'
import { asApiError } from './store-failure.ts'

describe('failures of the store', () => {
  it('are a 500 when the disk refuses a write', () => {
    expect(asApiError(new StoreWriteError('no space left on device')))
      .to.deep.include({ code: 500, reason: 'InternalError' })
  })

  it('are a 503 to be tried again when the server closes', () => {
    const status = asApiError(new StoreClosedError())
    expect(status).to.deep.include({ code: 503, reason: 'ServiceUnavailable', details: { retryAfterSeconds: 1 } })
  })

  it('leave other failures as they are', () => {
    const other = new Error('other')
    expect(asApiError(other)).to.equal(other)
  })
})
