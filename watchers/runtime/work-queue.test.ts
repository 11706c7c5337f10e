import { expect } from 'chai'
import { fakeClock } from './fake-clock.ts'
import { createWorkQueue } from './work-queue.ts'

describe('work queue', () => {
  it('hands out a key once, however often it was added', async () => {
    const queue = createWorkQueue({ clock: fakeClock() })
    queue.add('a')
    queue.add('a')
    queue.add('b')
    expect([await queue.get(), await queue.get()]).to.deep.equal(['a', 'b'])
    expect(queue.length).to.equal(0)
  })

  it('holds back a key that is being worked on until it is done', async () => {
    const queue = createWorkQueue({ clock: fakeClock() })
    queue.add('a')
    await queue.get()
    queue.add('a')
    expect(queue.length).to.equal(0)
    queue.done('a')
    expect(queue.length).to.equal(1)
  })

  it('doubles the delay with every failure and resets it after a success', () => {
    const clock = fakeClock()
    const queue = createWorkQueue({ clock })
    for (const delay of [5, 10, 20]) {
      queue.addRateLimited('a')
      clock.advance(delay - 1)
      expect(queue.length).to.equal(0)
      clock.advance(1)
      expect(queue.length).to.equal(1)
      void queue.get().then(() => {})
      queue.done('a')
    }
    queue.forget('a')
    queue.addRateLimited('a')
    clock.advance(5)
    expect(queue.length).to.equal(1)
  })

  it('keeps the earliest of several delays', () => {
    const clock = fakeClock()
    const queue = createWorkQueue({ clock })
    queue.addAfter('a', 100)
    queue.addAfter('a', 10)
    queue.addAfter('a', 50)
    clock.advance(10)
    expect(queue.length).to.equal(1)
  })

  it('sends waiting workers home when it closes', async () => {
    const queue = createWorkQueue({ clock: fakeClock() })
    const key = queue.get()
    queue.close()
    expect(await key).to.equal(undefined)
  })
})
