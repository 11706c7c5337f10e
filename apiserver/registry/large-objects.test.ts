import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { deleteObject } from './delete.ts'
import type { Resource } from './resource.ts'
import { configMaps, request, stored } from './test-registry.ts'
import { updateObject } from './update.ts'

const large = { text: 'x'.repeat(100_000), count: '0' }

/** One more, in a write that leaves others their turn between its steps. */
function countOn(resource: Resource): ReturnType<typeof updateObject> {
  const apply = (old: KubeObject | undefined): KubeObject => {
    const object = structuredClone(old!)
    object['data'].count = String(Number(object['data'].count) + 1)
    return object
  }
  return updateObject(resource, 'a', { apply }, { ...request({ verb: 'update' }), pace: { isLarge: false } })
}

/** Counts the turns of the event loop while something goes on. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let [turns, done] = [0, false]
  const ended = work.finally(() => { done = true })
  const next = (): void => {
    turns++
    if (!done) setImmediate(next)
  }
  setImmediate(next)
  await ended
  return turns
}

describe('writes of a large object', () => {
  it('leave others their turn between their steps, and small ones do not', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', large)
    expect(await turnsOf(countOn(resource))).to.be.at.least(3)
    const small = await configMaps()
    await stored(small, 'a', { count: '0' })
    expect(await turnsOf(countOn(small))).to.equal(0)
  })

  it('are made one after another, however many come at once', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', large)
    const written = await Promise.all(Array.from({ length: 10 }, () => countOn(resource)))
    expect(written.map(({ object }) => object['data'].count)).to.deep.equal(written.map((_, at) => String(at + 1)))
  })

  it('find out that the object was deleted between their steps', async () => {
    const resource = await configMaps()
    const { metadata } = await stored(resource, 'a', large)
    const counted = countOn(resource).then(() => 'counted', (error: Error) => error.message)
    await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect(await counted).to.equal('configmaps "a" not found')
    expect(resource.cache.get(`/registry/configmaps/${metadata.namespace}/a`)).to.equal(undefined)
  })
})
