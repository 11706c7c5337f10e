import { expect } from 'chai'
import fc from 'fast-check'
import { type Flow, FlowControl, type Patience, type Refusal, RefusedError } from './flow-control.ts'
import { type FlowSchema, type PriorityLevel, readLevels } from './rows.ts'

const base: Omit<PriorityLevel, 'name'> = {
  uid: '', exempt: false, shares: 10, lendablePercent: 0, borrowingLimitPercent: 0,
  queuing: { queues: 4, handSize: 2, queueLengthLimit: 1 },
}
const request = { isResource: false, path: '/', verb: 'get', group: '', namespace: '', resource: '', subresource: '' }
const user = (name: string) => ({ name, uid: '', groups: [], extra: {} })

/** A schema for the user that is called like the level. */
function schemaFor(level: string): FlowSchema {
  const rules = [{
    subjects: [{ kind: 'User' as const, name: level }], resourceRules: [],
    pathRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  }]
  return { name: `of-${level}`, uid: '', level, precedence: 1, distinguisher: 'ByUser', rules }
}

function controlOf(
  total: number, levels: readonly PriorityLevel[],
): { control: FlowControl; flow(name: string): Flow } {
  const control = new FlowControl(total)
  control.configure(levels, levels.map(({ name }) => schemaFor(name)))
  return { control, flow: (name) => control.flowOf(user(name), request) }
}

const never = new AbortController().signal
const patience: Patience = { distinguisher: '', width: 1, milliseconds: 60_000, signal: never }
const refusal = (waiting: Promise<void>): Promise<Refusal | undefined> =>
  waiting.then(() => undefined, (error: unknown) => (error as RefusedError).reason)

describe('flow control', () => {
  it('gives a level its seats and lets the next wait until one is free', async () => {
    const { control, flow } = controlOf(2, [{ ...base, name: 'a' }])
    expect([1, 2, 3].map(() => control.enter(flow('a')))).to.deep.equal([true, true, false])
    const third = control.wait(flow('a'), patience)
    expect(flow('a')).to.include({ executing: 2, waiting: 1 })
    control.leave(flow('a'))
    await third
    expect(flow('a')).to.include({ executing: 2, waiting: 0, dispatched: 3 })
  })

  it('gives a wide request all its seats or lets it wait for them, and nobody of its level passes it by', async () => {
    const { control, flow } = controlOf(5, [{ ...base, name: 'a' }])
    expect([control.enter(flow('a'), 3), control.enter(flow('a'), 3)]).to.deep.equal([true, false])
    const wide = control.wait(flow('a'), { ...patience, width: 3 })
    expect(control.enter(flow('a')), 'one that would fit').to.equal(false)
    control.leave(flow('a'), 3)
    await wide
    expect(flow('a')).to.include({ executing: 1, seats: 3 })
    expect([control.enter(flow('a'), 2), control.enter(flow('a'))]).to.deep.equal([true, false])
  })

  it('refuses at once where a level has no queue', async () => {
    const { control, flow } = controlOf(1, [{ ...base, name: 'a', queuing: undefined }])
    control.enter(flow('a'))
    expect(await refusal(control.wait(flow('a'), patience))).to.equal('concurrency-limit')
    expect(flow('a').refused.get('concurrency-limit')).to.equal(1)
  })

  it('refuses a flow that has filled its hand, and not another flow', async () => {
    const { control, flow } = controlOf(1, [{ ...base, name: 'a' }])
    control.enter(flow('a'))
    const [bob, eve] = ['bob', 'eve'].map((distinguisher) => ({ ...patience, distinguisher }))
    const waiting = [control.wait(flow('a'), bob!), control.wait(flow('a'), bob!)]
    expect(await refusal(control.wait(flow('a'), bob!))).to.equal('queue-full')
    waiting.push(control.wait(flow('a'), eve!))
    for (let left = waiting.length; left > 0; left--) control.leave(flow('a'))
    await Promise.all(waiting)
  })

  it('refuses who has waited too long or has gone, and gives their place up', async () => {
    const { control, flow } = controlOf(1, [{ ...base, name: 'a' }])
    control.enter(flow('a'))
    expect(await refusal(control.wait(flow('a'), { ...patience, milliseconds: 1 }))).to.equal('time-out')
    expect(await refusal(control.wait(flow('a'), { ...patience, signal: AbortSignal.abort() }))).to.equal('cancelled')
    expect(flow('a')).to.include({ waiting: 0, executing: 1 })
    control.leave(flow('a'))
    expect(control.enter(flow('a'))).to.equal(true)
  })

  it('never holds up who is exempt', () => {
    const [exempt] = readLevels([]).filter((level) => level.exempt)
    const { control, flow } = controlOf(1, [exempt!, { ...base, name: 'a' }])
    expect(Array.from({ length: 50 }, () => control.enter(flow('exempt')))).to.not.include(false)
    expect(control.enter(flow('a'))).to.equal(true)
  })

  it(
    'lends seats that are not used, keeps what a level does not lend, and gives them back first to their owner',
    async () => {
      const lender: PriorityLevel = { ...base, name: 'lender', lendablePercent: 50 }
      const { control, flow } = controlOf(8, [lender, { ...base, name: 'guest', borrowingLimitPercent: undefined }])
      const guests = Array.from({ length: 10 }, () => control.enter(flow('guest')))
      expect(guests.filter(Boolean)).to.have.length(6)
      expect([1, 2].map(() => control.enter(flow('lender')))).to.deep.equal([true, true])
      expect(control.enter(flow('lender')), 'a seat that is lent').to.equal(false)
      const guest = control.wait(flow('guest'), patience)
      const owner = control.wait(flow('lender'), patience)
      control.leave(flow('guest'))
      await owner
      expect(flow('guest').waiting).to.equal(1)
      control.leave(flow('guest'))
      control.leave(flow('guest'))
      await guest
    },
  )

  it('uses new rows at once, and lets go on what runs and waits in a level that is gone', async () => {
    const { control, flow } = controlOf(1, [{ ...base, name: 'a' }])
    const old = flow('a')
    control.enter(old)
    const waiting = control.wait(old, patience)
    control.configure([{ ...base, name: 'b' }], [schemaFor('b')])
    expect([...control.levels()].map(({ row }) => row.name)).to.deep.equal(['a', 'b'])
    expect(control.enter(flow('a')), 'sorted under what is left').to.equal(true)
    control.leave(old)
    await waiting
    control.leave(old)
    control.configure([{ ...base, name: 'b' }], [schemaFor('b')])
    expect([...control.levels()].map(({ row }) => row.name)).to.deep.equal(['b'])
    expect([...control.flows()].map(({ schema }) => schema.name)).to.deep.equal(['of-b'])
  })

  it('seats those who wait when a level gets more seats', async () => {
    const { control, flow } = controlOf(2, [{ ...base, name: 'a' }, { ...base, name: 'b' }])
    control.enter(flow('a'))
    const waiting = control.wait(flow('a'), patience)
    control.configure([{ ...base, name: 'a' }], [schemaFor('a')])
    await waiting
  })

  it('keeps its bounds whatever comes and goes', async () => {
    const percent = fc.constantFrom(0, 30, 100)
    const level = fc.record({
      shares: fc.integer({ min: 0, max: 5 }), lendablePercent: percent,
      borrowingLimitPercent: fc.option(percent, { nil: undefined }),
    })
    const step = fc.record({ act: fc.constantFrom('enter', 'enter', 'leave', 'configure'), at: fc.nat(2) })
    const names = ['a', 'b', 'c']
    const queuing = { queues: 100, handSize: 100, queueLengthLimit: 100 }
    const twiceThree = fc.array(level, { minLength: 6, maxLength: 6 })
    const totals = fc.integer({ min: 1, max: 20 })
    await fc.assert(fc.asyncProperty(twiceThree, totals, fc.array(step), async (rows, total, steps) => {
      const levelsFrom = (at: number) =>
        names.map((name, of): PriorityLevel => ({ ...base, ...rows[at + of]!, name, queuing }))
      const { control, flow } = controlOf(total, levelsFrom(0))
      const ends = new AbortController()
      const waits: Promise<unknown>[] = []
      let reconfigured = false
      for (const { act, at } of steps) {
        const one = flow(names[at]!)
        if (act === 'configure') {
          control.configure(levelsFrom(at), names.map(schemaFor))
          reconfigured = true
        } else if (act === 'leave') {
          if (one.executing > 0) control.leave(one)
        } else if (!control.enter(one)) waits.push(refusal(control.wait(one, { ...patience, signal: ends.signal })))
        const levels = [...control.levels()]
        const running = levels.reduce((sum, { seats }) => sum + seats, 0)
        const bound = levels.reduce((sum, { limits }) => sum + limits.nominal, 0)
        if (!reconfigured) expect(running).to.be.at.most(bound)
        for (const { limits, seats, queues } of levels) {
          if (!reconfigured) expect(seats).to.be.at.most(limits.upper)
          if (queues.length > 0) {
            expect(seats + queues.peek()!.width, 'a seat of its own stays free').to.be.above(limits.lower)
          }
        }
      }
      ends.abort()
      await Promise.all(waits)
      for (const name of names) while (flow(name).executing > 0) control.leave(flow(name))
      expect(names.map((name) => flow(name).waiting)).to.deep.equal([0, 0, 0])
      const levels = [...control.levels()]
      const nominal = levels.reduce((sum, { limits }) => sum + limits.nominal, 0)
      const seats = levels.flatMap(
        ({ row }) => Array.from({ length: nominal }, () => control.enter(flow(row.name))).filter(Boolean),
      )
      expect(seats.length, 'as many as before it all').to.be.at.most(nominal)
    }), { numRuns: 200 })
  })
})
