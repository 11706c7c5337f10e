import { expect } from 'chai'
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

    it('refuses history that was compacted', async () => {
      const error = await failureOf(collect(store.history(store.compacted - 1, '/')))
      expect(error).to.be.instanceOf(CompactedError)
    })

    it('refuses work after it was closed, twice if need be', async () => {
      await store.close()
      await store.close()
      expect(await failureOf(store.create('/a', bytes('1')))).to.be.instanceOf(Error)
    })
  })
}
