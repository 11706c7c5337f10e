import { expect } from 'chai'
import fc from 'fast-check'
import { builtinSchema } from '../../resources/schema/load.ts'
import { applyStrategicPatch } from './strategic.ts'

const pod = builtinSchema().struct('core/v1.Pod')
const word = fc.constantFrom('a', 'b', 'c', 'd')
const env = fc.uniqueArray(fc.record({ name: word, value: word }), { selector: ({ name }) => name, maxLength: 4 })
const container = fc.record({ name: word, image: word, env }, { requiredKeys: ['name'] })
const containers = fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 4 })
const labels = fc.dictionary(word, fc.oneof(word, fc.constant(null)), { noNullPrototype: true })
const patches = fc.record({ metadata: fc.record({ labels }), spec: fc.record({ containers }) })
const pods = fc.record({
  metadata: fc.record({ labels: fc.dictionary(word, word, { noNullPrototype: true }) }),
  spec: fc.record({ containers }),
})

type Pod = {
  metadata: { labels: Record<string, string> }
  spec: { containers: { name: string; image?: string; env?: { name: string; value: string }[] }[] }
}
const patched = (object: unknown, patch: unknown): Pod => applyStrategicPatch(object, patch, pod) as Pod
const named = <T extends { name: string }>(list: readonly T[], name: string): T | undefined =>
  list.find((item) => item.name === name)

describe('a strategic merge patch', () => {
  it('changes nothing when it is empty', () => {
    fc.assert(fc.property(pods, (object) => { expect(patched(object, {})).to.deep.equal(object) }))
  })

  it('changes nothing the second time, and never what it was given', () => {
    fc.assert(fc.property(pods, patches, (object, patch) => {
      const before = structuredClone({ object, patch })
      const once = patched(object, patch)
      expect(patched(once, patch)).to.deep.equal(once)
      expect({ object, patch }).to.deep.equal(before)
    }))
  })

  it('says of each element what it says, and leaves the others alone', () => {
    fc.assert(fc.property(pods, patches, (object, patch) => {
      const { containers: after } = patched(object, patch).spec
      for (const wanted of patch.spec.containers) {
        const found = named(after, wanted.name)!
        if (wanted.image !== undefined) expect(found.image).to.equal(wanted.image)
        for (const variable of wanted.env ?? []) expect(named(found.env!, variable.name)).to.deep.equal(variable)
      }
      const others = object.spec.containers.filter(({ name }) => !named(patch.spec.containers, name))
      for (const other of others) expect(named(after, other.name)).to.deep.equal(other)
      expect(new Set(after.map(({ name }) => name)).size).to.equal(after.length)
    }))
  })

  it('orders a list as it is told', () => {
    fc.assert(fc.property(pods, fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), (object, order) => {
      fc.pre(object.spec.containers.length > 0)
      const patch = { spec: { '$setElementOrder/containers': order.map((name) => ({ name })) } }
      const present: string[] = object.spec.containers.map(({ name }) => name)
      expect(patched(object, patch).spec.containers.map(({ name }) => name))
        .to.deep.equal(order.filter((name) => present.includes(name)))
    }))
  })

  it('deletes exactly the element it names', () => {
    fc.assert(fc.property(pods, word, (object, name) => {
      fc.pre(object.spec.containers.length > 0)
      const { containers: after } = patched(object, { spec: { containers: [{ name, $patch: 'delete' }] } }).spec
      expect(after).to.deep.equal(object.spec.containers.filter((item) => item.name !== name))
    }))
  })
})

describe('a strategic patch of untyped JSON', () => {
  it('finds no fields in it', () => {
    const revision = builtinSchema().struct('apps/v1.ControllerRevision')
    expect(() => applyStrategicPatch({ data: { a: { b: 1 } } }, { data: { a: { b: 2 } } }, revision))
      .to.throw('unable to find api field in struct RawExtension for the json field "a"')
  })
})
