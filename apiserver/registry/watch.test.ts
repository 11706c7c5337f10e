import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { parseListOptions } from './list-options.ts'
import { configMaps, request, given, stored } from './test-registry.ts'
import { updateObject } from './update.ts'
import { watchObjects } from './watch.ts'

const never = new AbortController().signal
/** More than the cache keeps of what happened, with what was replaced. */
const manyWrites = 2500

describe('a watch with the state at its start', () => {
  it('holds nothing of it once it is told, however long the watch lasts', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    let time = 0
    const resource = await configMaps(() => time)
    await stored(resource, 'a')
    const query = new URLSearchParams({
      watch: '1', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true',
    })
    const watch = await watchObjects(
      resource, '', parseListOptions(query, true), { events: () => {}, closed: () => {} }, never,
    )
    const told = tell(watch)
    expect(told.length).to.equal(2)
    const first = told[0]!
    watch.start()
    // Old states are kept for lists that go on.
    time += 3_600_000
    for (let number = 0; number < manyWrites; number++) {
      await updateObject(
        resource, 'a', { apply: () => given('a', { number: String(number) }) }, request({ verb: 'update', name: 'a' }),
      )
    }
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    expect(first.deref(), 'the object as it was').to.equal(undefined)
    expect([...watch.takeInitial()]).to.deep.equal([])
    watch.subscription.close()
  })
})

/** In a function of its own, whose variables are gone behind it. */
function tell(watch: Awaited<ReturnType<typeof watchObjects>>): WeakRef<object>[] {
  return [...watch.takeInitial()].map((event) => new WeakRef('object' in event ? event.object : event))
}
