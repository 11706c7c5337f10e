import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { openMemoryStore } from '../storage/memory/memory-store.ts'
import { KeyExistsError } from '../storage/store.ts'
import { withEffects } from './write-effects.ts'

const key = '/registry/things/a'

function thing(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name } }
}

const bytes = (object: KubeObject): Buffer => Buffer.from(JSON.stringify(object))

/** A store whose effects write down what they are told. */
function noted() {
  const notes: string[] = []
  const stored = new Map<string, KubeObject>()
  const inner = openMemoryStore()
  inner.subscribe((events) => events.forEach((event) => (event.type === 'put'
    ? stored.set(event.key, JSON.parse(event.value.toString()))
    : stored.delete(event.key))))
  const name = (object: KubeObject | undefined): string => object?.metadata.name ?? 'none'
  const store = withEffects(inner, {
    async begin(object, old) {
      notes.push(`${name(old)} to ${name(object)}`)
      if (name(object) === 'refused') throw new RangeError('refused')
      return async (done) => void notes.push(done ? 'done' : 'undone')
    },
  }, (at) => stored.get(at))
  return { store, notes }
}

describe('a store whose writes have effects', () => {
  it('tells what takes the place of what, and that it did', async () => {
    const { store, notes } = noted()
    const { revision } = await store.create(key, bytes(thing('one')))
    const changed = await store.update(key, bytes(thing('two')), revision)
    await store.delete(key, changed.revision)
    expect(notes).to.eql(['none to one', 'done', 'one to two', 'done', 'two to none', 'done'])
    await store.close()
  })

  it('undoes them when the write fails', async () => {
    const { store, notes } = noted()
    await store.create(key, bytes(thing('one')))
    const error = await store.create(key, bytes(thing('two'))).catch((failure: unknown) => failure)
    expect(error).to.be.instanceOf(KeyExistsError)
    expect(notes.at(-1)).to.equal('undone')
    await store.close()
  })

  it('writes nothing when they are refused', async () => {
    const { store, notes } = noted()
    const error = await store.create(key, bytes(thing('refused'))).catch((failure: unknown) => failure)
    expect(error).to.be.instanceOf(RangeError)
    expect(notes).to.eql(['none to refused'])
    await store.create(key, bytes(thing('one')))
    await store.close()
  })
})
