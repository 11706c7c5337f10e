import { expect } from 'chai'
import { priorityLevels } from '../resources/flowcontrol/bootstrap-objects.ts'
import { readLevels } from './rows.ts'
import { assignSeats } from './seats.ts'

describe('the seats of levels', () => {
  const levels = readLevels(priorityLevels)
  const of = (name: string, total: number) =>
    assignSeats(levels, total)[levels.findIndex((level) => level.name === name)]

  it('are divided by shares, rounded up, as upstream divides 600', () => {
    expect(of('workload-low', 600)).to.deep.equal({ nominal: 245, lower: 24, upper: 845, widest: 10 })
    expect(of('leader-election', 600)).to.deep.equal({ nominal: 25, lower: 25, upper: 625, widest: 4 })
    expect(of('catch-all', 600)).to.deep.equal({ nominal: 13, lower: 13, upper: 613, widest: 10 })
  })

  it('are at least one for a level with shares', () => {
    for (const level of levels.filter(({ shares }) => shares > 0)) {
      expect(of(level.name, 1)?.nominal, level.name).to.equal(1)
    }
  })

  it('are what a level may borrow, where that has a limit', () => {
    const [limits] = assignSeats([{ ...levels[0]!, shares: 1, lendablePercent: 50, borrowingLimitPercent: 25 }], 100)
    expect(limits).to.deep.equal({ nominal: 100, lower: 50, upper: 125, widest: 10 })
  })

  it('are none where nobody has shares', () => {
    expect(assignSeats([{ ...levels[0]!, shares: 0 }], 10)[0]?.nominal).to.equal(0)
  })
})
