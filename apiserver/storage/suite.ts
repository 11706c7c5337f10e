import { expect } from 'chai'
import { StoreClosedError } from './errors.ts'
import { CompactedError, KeyExistsError, RevisionMismatchError, type Store, type StoreEvent } from './store.ts'

/** Everything an async iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** What a promise rejects with; undefined when it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => undefined, (error: unknown) => error)
}

const bytes = (text: string) => Buffer.from(text)
const told = (events: readonly StoreEvent[]) => events.map(({ type, key, revision }) => `${revision} ${type} ${key}`)

/** What every store does. `open` gives a fresh one. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    it('counts revisions from one', async () => {
      expect(store.revision).to.equal(1)
      expect((await store.create('/a', bytes('1'))).revision).to.equal(2)
      expect(store.revision).to.equal(2)
    })

    it('creates a key once, however many try at the same time', async () => {
      const tries = await Promise.all([1, 2, 3].map((n) => failureOf(store.create('/a', bytes(String(n))))))
      expect(tries.map((error) => error instanceof KeyExistsError)).to.deep.equal([false, true, true])
    })

    it('writes only against the expected revision, and says what is there', async () => {
      const { revision } = await store.create('/a', bytes('1'))
      const updated = await store.update('/a', bytes('2'), revision)
      const refused = await failureOf(store.update('/a', bytes('3'), revision))
      expect(refused).to.be.instanceOf(RevisionMismatchError)
      expect((refused as RevisionMismatchError).current).to.deep.equal(updated)
      const missing = await failureOf(store.delete('/b', 1))
      expect((missing as RevisionMismatchError).current).to.equal(undefined)
    })

    it('tells of commits in order, before the writer hears of them', async () => {
      const heard: string[] = []
      store.subscribe((events) => heard.push(...told(events)))
      const { revision } = await store.create('/a', bytes('1'))
      expect(heard).to.deep.equal(['2 put /a'])
      await Promise.all([store.delete('/a', revision), store.create('/b', bytes('2'))])
      expect(heard).to.deep.equal(['2 put /a', '3 delete /a', '4 put /b'])
    })

    it('lists live entries of a prefix in key order', async () => {
      for (const key of ['/p/b', '/p/a', '/q/a', '/p/c']) await store.create(key, bytes(key))
      await store.delete('/p/c', 5)
      expect((await collect(store.entries('/p/'))).map(({ key }) => key)).to.deep.equal(['/p/a', '/p/b'])
    })

    it('gives the history after a revision, with what was replaced', async () => {
      const { revision } = await store.create('/p/a', bytes('1'))
      await store.create('/q/a', bytes('x'))
      await store.update('/p/a', bytes('2'), revision)
      await store.delete('/p/a', 4)
      const history = await collect(store.history(2, '/p/'))
      expect(told(history)).to.deep.equal(['4 put /p/a', '5 delete /p/a'])
      expect(history.map(({ previous }) => String(previous?.value))).to.deep.equal(['1', '2'])
    })

    it('counts a deletion as a write, and creates a key anew after it', async () => {
      const first = await store.create('/a', bytes('1'))
      const { revision, previous } = await store.delete('/a', first.revision)
      expect([revision, previous]).to.deep.equal([3, first])
      expect(await failureOf(store.update('/a', bytes('2'), first.revision))).to.be.instanceOf(RevisionMismatchError)
      expect(await store.create('/a', bytes('3'))).to.deep.equal({ key: '/a', value: bytes('3'), revision: 4 })
    })

    it('lets one of several writers who expect the same revision through', async () => {
      const { revision } = await store.create('/a', bytes('0'))
      const tries = await Promise.all([1, 2, 3].map((n) => failureOf(store.update('/a', bytes(String(n)), revision))))
      const [won, ...lost] = tries
      expect(won).to.equal(undefined)
      for (const error of lost) {
        expect((error as RevisionMismatchError).current).to.deep.equal({ key: '/a', value: bytes('1'), revision: 3 })
      }
      expect(store.revision, 'a refusal takes no revision').to.equal(3)
    })

    it('decides writes of one turn one after the other', async () => {
      const { revision } = await store.create('/a', bytes('1'))
      const [deleted, created, updated] = await Promise.all([
        store.delete('/a', revision), store.create('/a', bytes('2')), store.update('/a', bytes('3'), revision + 2),
      ])
      expect([deleted.revision, created.revision, updated.revision]).to.deep.equal([3, 4, 5])
      expect((await collect(store.history(2, '/'))).map(({ previous }) => previous && String(previous.value)))
        .to.deep.equal(['1', undefined, '2'])
    })

    it('keeps values byte for byte, and keys of any characters in their order', async () => {
      const value = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256))
      for (const [key, each] of [['/p/ä', value], ['/p/z', Buffer.alloc(0)], ['/p', value], ['/p0', value]] as const) {
        await store.create(key, each)
      }
      const found = await collect(store.entries('/p/'))
      expect(found.map(({ key }) => key)).to.deep.equal(['/p/z', '/p/ä'])
      expect(found[0]?.value).to.have.length(0)
      expect(found[1]?.value.equals(value)).to.equal(true)
    })

    it('tells every subscriber of every commit once and without a gap, however many write', async () => {
      const heard: number[][] = [[], []]
      const stop = heard.map(
        (revisions) => store.subscribe((events) => revisions.push(...events.map(({ revision }) => revision))),
      )
      await Promise.all(Array.from({ length: 300 }, (_, n) => store.create(`/k/${n}`, bytes(String(n)))))
      const all = Array.from({ length: 300 }, (_, n) => n + 2)
      expect(heard).to.deep.equal([all, all])
      expect((await collect(store.history(1, '/'))).map(({ revision }) => revision)).to.deep.equal(all)
      stop[0]!()
      await store.create('/last', bytes(''))
      expect(heard.map(({ length }) => length)).to.deep.equal([300, 301])
    })

    it('gives the history up to the moment it is asked for, while others write', async () => {
      await Promise.all(Array.from({ length: 300 }, (_, n) => store.create(`/k/${n}`, bytes(''))))
      const reading = collect(store.history(100, '/'))
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.create(`/later/${n}`, bytes(''))))
      const revisions = (await reading).map(({ revision }) => revision)
      expect(revisions).to.deep.equal(Array.from({ length: revisions.length }, (_, n) => n + 101))
      expect(revisions.at(-1)).to.be.at.least(301)
      expect(await collect(store.history(store.revision, '/'))).to.deep.equal([])
    })

    it('refuses history that was compacted', async () => {
      const error = await failureOf(collect(store.history(store.compacted - 1, '/')))
      expect(error).to.be.instanceOf(CompactedError)
    })

    it('refuses work after it was closed, twice if need be', async () => {
      await store.close()
      await store.close()
      expect(await failureOf(store.create('/a', bytes('1')))).to.be.instanceOf(StoreClosedError)
      expect(await failureOf(collect(store.entries('/')))).to.be.instanceOf(StoreClosedError)
      expect(await failureOf(collect(store.history(1, '/')))).to.be.instanceOf(StoreClosedError)
    })

    it('finishes what was asked for before it was closed', async () => {
      const writes = Promise.all([store.create('/a', bytes('1')), store.create('/b', bytes('2'))])
      await store.close()
      expect((await writes).map(({ revision }) => revision)).to.deep.equal([2, 3])
    })
  })
}
