import { expect } from 'chai'
import { EventEmitter } from 'node:events'
import { FlowControl } from '../../flow-control/flow-control.ts'
import type { PriorityLevel } from '../../flow-control/rows.ts'
import type { Exchange } from '../exchange.ts'
import type { RequestInfo } from '../request-info.ts'
import { PlainTextError } from '../status.ts'
import { withFlowControl } from './flow-control.ts'

const level: PriorityLevel = {
  name: 'one', uid: 'level', exempt: false, shares: 1, lendablePercent: 0, borrowingLimitPercent: 0, queuing: undefined,
}
const schema = { name: 'all', uid: 'schema', level: 'one', precedence: 1, distinguisher: undefined, rules: [] }

function filterOf({
  heldPerUser = 10, width = 1, seats = 1, ...row
}: Partial<PriorityLevel> & { heldPerUser?: number; width?: number; seats?: number } = {}) {
  const control = new FlowControl(seats)
  control.configure([{ ...level, ...row }], [schema])
  return { control, filter: withFlowControl(control, { waitMilliseconds: 10_000, heldPerUser, estimate: () => width }) }
}

/** An exchange as far as the filter looks at it. */
function exchangeFor(info: Partial<RequestInfo> = {}) {
  const headers: Record<string, unknown> = {}
  const controller = new AbortController()
  const response = Object.assign(new EventEmitter(), { setHeader: (name: string, value: unknown) => {
    headers[name] = value
  } })
  response.once('close', () => controller.abort())
  const exchange = {
    response, signal: controller.signal, user: { name: 'bob', uid: '', groups: [], extra: {} },
    info: {
      isResource: true, verb: 'get', group: '', namespace: '', resource: 'pods', subresource: '', path: '', ...info,
    },
  } as unknown as Exchange
  return { exchange, headers, close: () => response.emit('close') }
}

const goOn = async (): Promise<void> => {}

describe('the filter of flow control', () => {
  it('says by which schema and level a request was sorted', async () => {
    const { exchange, headers } = exchangeFor()
    await filterOf().filter(exchange, goOn)
    expect(headers)
      .to.deep.equal({ 'X-Kubernetes-PF-FlowSchema-UID': 'schema', 'X-Kubernetes-PF-PriorityLevel-UID': 'level' })
  })

  it('keeps a seat until the answer is with the client', async () => {
    const { filter } = filterOf()
    const [first, second, third] = [exchangeFor(), exchangeFor(), exchangeFor()]
    await filter(first.exchange, goOn)
    const refused = await filter(second.exchange, goOn).then(() => undefined, (error: unknown) => error)
    expect(refused)
      .to.be.instanceOf(PlainTextError)
      .and.include({ code: 429, message: 'Too many requests, please try again later.\n' })
    expect(second.headers).to.include({ 'Retry-After': 1 })
    first.close()
    await filter(third.exchange, goOn)
  })

  it('takes no seat for who has gone while he waited', async () => {
    const { filter, control } = filterOf({ queuing: { queues: 1, handSize: 1, queueLengthLimit: 5 } })
    const [first, second] = [exchangeFor(), exchangeFor()]
    await filter(first.exchange, goOn)
    const waiting = filter(second.exchange, goOn).catch((error: unknown) => error)
    second.close()
    expect(await waiting).to.be.instanceOf(PlainTextError)
    first.close()
    expect([...control.flows()].map(({ executing, waiting: left }) => [executing, left])).to.deep.equal([[0, 0]])
  })

  it('keeps the seat of a watch until it has begun, and gives it back once', async () => {
    const { filter, control } = filterOf()
    const watch = exchangeFor({ verb: 'watch' })
    await filter(watch.exchange, goOn)
    expect([...control.flows()][0]).to.include({ executing: 1 })
    watch.exchange.begun?.()
    expect([...control.flows()][0]).to.include({ executing: 0 })
    watch.close()
    expect([...control.flows()][0]).to.include({ executing: 0 })
  })

  it(
    'takes as many seats as a request is worth, but no more than its level lets one have, and gives all back',
    async () => {
      const { filter, control } = filterOf({ width: 50, seats: 25 })
      const list = exchangeFor({ verb: 'list' })
      await filter(list.exchange, goOn)
      expect([...control.flows()][0]).to.include({ executing: 1, seats: 10 })
      list.close()
      expect([...control.flows()][0]).to.include({ executing: 0, seats: 0 })
    },
  )

  it('takes no seat for what lasts, and holds a user to so many of it', async () => {
    const { filter, control } = filterOf({ heldPerUser: 1 })
    const [log, exec, later] = [
      exchangeFor({ subresource: 'log' }), exchangeFor({ subresource: 'exec' }), exchangeFor({ verb: 'watch' }),
    ]
    await filter(log.exchange, goOn)
    expect([...control.flows()][0]).to.include({ executing: 0 })
    expect(() => filter(exec.exchange, goOn)).to.throw(PlainTextError)
    log.close()
    await filter(later.exchange, goOn)
  })
})
