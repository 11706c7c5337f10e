import { expect } from 'chai'
import { ApiError } from '../../apimachinery/api-error.ts'
import type { Exchange } from './exchange.ts'
import { respondError } from './status.ts'

function failing(response: object): { exchange: Exchange; destroyed(): boolean } {
  let destroyed = false
  const whole = Object.assign(response, { destroy: () => { destroyed = true } })
  const request = { method: 'GET', headers: {} }
  return { exchange: { response: whole, request, path: '/' } as never, destroyed: () => destroyed }
}

describe('an error', () => {
  const logged: string[] = []
  const log = { error: (text: string) => logged.push(text) } as never
  beforeEach(() => logged.splice(0))

  it('behind the beginning of an answer breaks it off', () => {
    const { exchange, destroyed } = failing({ headersSent: true, writableEnded: false })
    respondError(exchange, new ApiError(429, 'TooManyRequests', 'late', { retryAfterSeconds: 1 }), log)
    expect([destroyed(), logged.length]).to.deep.equal([true, 0])
    respondError(exchange, new TypeError('a fault'), log)
    expect(logged).to.deep.equal(['cannot answer: unexpected failure'])
  })

  it('behind the end of an answer leaves it alone', () => {
    const { exchange, destroyed } = failing({ headersSent: true, writableEnded: true })
    respondError(exchange, new ApiError(404, 'NotFound', 'none'), log)
    expect(destroyed()).to.equal(false)
  })

  it('that cannot be told ends the connection, and nothing else', () => {
    const { exchange, destroyed } = failing({ get headersSent(): boolean { throw new TypeError('no stream') } })
    respondError(exchange, new TypeError('a fault'), log)
    expect(destroyed()).to.equal(true)
    expect(logged).to.deep.equal(['cannot answer: unexpected failure'])
  })
})
