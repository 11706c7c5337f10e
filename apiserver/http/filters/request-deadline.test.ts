import { expect } from 'chai'
import { EventEmitter } from 'node:events'
import { ApiError } from '../../../apimachinery/api-error.ts'
import type { Exchange } from '../exchange.ts'
import { withRequestDeadline } from './request-deadline.ts'

function exchangeFor(query: string, info: object = {}): Exchange {
  return {
    response: new EventEmitter(), query: new URLSearchParams(query),
    info: { isResource: true, verb: 'get', subresource: '', ...info },
  } as unknown as Exchange
}

const goOn = async (): Promise<void> => {}

/** Resolves with the first exchange that expires. */
function deadlineOf(milliseconds: number) {
  let told: (exchange: Exchange) => void = () => {}
  const expired = new Promise<Exchange>((resolve) => { told = resolve })
  return { filter: withRequestDeadline(milliseconds, (exchange) => told(exchange)), expired }
}

describe('the deadline of a request', () => {
  it('is what its client says, where that is less than the usual', async () => {
    const { filter, expired } = deadlineOf(600_000)
    const [long, short] = [exchangeFor(''), exchangeFor('timeout=5ms')]
    await Promise.all([filter(long, goOn), filter(short, goOn)])
    expect(await expired).to.equal(short)
    long.response.emit('close')
  })

  it('is the usual one, whatever more a client wishes', async () => {
    const { filter, expired } = deadlineOf(5)
    const [done, greedy] = [exchangeFor(''), exchangeFor('timeout=1h')]
    await Promise.all([filter(done, goOn), filter(greedy, goOn)])
    done.response.emit('close')
    expect(await expired).to.equal(greedy)
  })

  it('is none for what lasts as long as its client likes', async () => {
    const { filter, expired } = deadlineOf(5)
    const [watch, log, get] = [
      exchangeFor('timeout=1ms', { verb: 'watch' }), exchangeFor('timeout=x', { subresource: 'log' }), exchangeFor(''),
    ]
    await Promise.all([watch, log, get].map((one) => filter(one, goOn)))
    expect(await expired).to.equal(get)
  })

  it('is refused where it is no duration', () => {
    expect(() => deadlineOf(5).filter(exchangeFor('timeout=5y'), goOn))
      .to.throw(ApiError, 'invalid timeout specified in the request URL - time: unknown unit "y" in duration "5y"')
  })
})
