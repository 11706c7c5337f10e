import { expect } from 'chai'
import { MinuteClock } from './minute-clock.ts'

/** Counts its ticks; resolves at one of them. */
class Counted {
  ticks = 0
  #at: { count: number; resolve: () => void } | undefined

  tick(): void {
    this.ticks++
    if (this.ticks === this.#at?.count) this.#at.resolve()
  }

  reached(count: number): Promise<void> {
    return new Promise((resolve) => { this.#at = { count, resolve } })
  }
}

describe('the clock of those who want to be told once a minute', () => {
  it('tells each once in a round, and nobody who has left', async () => {
    const clock = new MinuteClock({ slots: 3, slotMilliseconds: 1 })
    const [stays, leaves, goes] = [new Counted(), new Counted(), new Counted()]
    const [stop, leave] = [clock.add(stays), clock.add(leaves)]
    leave()
    leave()
    // The timer keeps no process alive: this does.
    const awake = setInterval(() => {}, 1000)
    await stays.reached(2)
    const stopLater = clock.add(goes)
    await goes.reached(2)
    clearInterval(awake)
    expect(stays.ticks).to.be.within(3, 5)
    expect(leaves.ticks).to.equal(0)
    stop()
    stopLater()
  })
})
