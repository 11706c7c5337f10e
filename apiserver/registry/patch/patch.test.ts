import { expect } from 'chai'
import fc from 'fast-check'
import { builtinSchema } from '../../resources/schema/load.ts'
import { applyJsonPatch, jsonPatchOperations } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { applyStrategicPatch } from './strategic.ts'

const pod = builtinSchema().struct('core/v1.Pod')
const jsonObject = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5, noNullPrototype: true })
  .filter((object) => !Object.hasOwn(object, '__proto__'))

describe('applyJsonPatch', () => {
  it('counts negative indices from the end', () => {
    expect(applyJsonPatch({ a: [1, 2, 3] }, [{ op: 'remove', path: '/a/-1' }])).to.deep.equal({ a: [1, 2] })
  })
  it('replaces a key that is missing, but removes none', () => {
    expect(applyJsonPatch({}, [{ op: 'replace', path: '/a', value: 1 }])).to.deep.equal({ a: 1 })
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/a' }])).to.throw('the server rejected our request')
  })
  it('copies integers of 64 bits and signed zeroes exactly', () => {
    const copied = applyJsonPatch<object>({ a: { big: [2n ** 60n, -0] } }, [{ op: 'copy', from: '/a', path: '/b' }])
    expect(copied).to.deep.equal({ a: { big: [2n ** 60n, -0] }, b: { big: [2n ** 60n, -0] } })
  })
  it('does nothing where an operation is null', () => {
    expect(() => applyJsonPatch({}, jsonPatchOperations([null]))).to.throw('the server rejected our request')
  })
  it('leaves the object as it was', () => {
    const object = { a: { b: [1] }, c: {} }
    const patched = applyJsonPatch(object, [{ op: 'add', path: '/a/b/-', value: 2 }])
    expect(object).to.deep.equal({ a: { b: [1] }, c: {} })
    expect(patched.c).to.equal(object.c)
  })
  const keys = fc.constantFrom('a', 'b', 'c')
  const things = fc.dictionary(keys, fc.jsonValue(), { noNullPrototype: true })
  const list = fc.array(fc.jsonValue(), { maxLength: 5 })

  it('tests whether values are equal, and changes nothing', () => {
    fc.assert(fc.property(jsonObject, fc.jsonValue(), (object, value) => {
      const held = applyJsonPatch(object, [{ op: 'add', path: '/fresh', value }])
      expect(applyJsonPatch(held, [{ op: 'test', path: '/fresh', value: structuredClone(value) }])).to.deep.equal(held)
      expect(() => applyJsonPatch(held, [{ op: 'test', path: '/fresh', value: { other: value } }])).to.throw()
    }))
  })

  it('moves as it copies and removes, and copies what it then tests', () => {
    fc.assert(fc.property(things, keys, keys, (object, from, to) => {
      fc.pre(Object.hasOwn(object, from) && from !== to)
      const [source, target] = [`/${from}`, `/${to}`]
      const moved = applyJsonPatch(object, [{ op: 'move', from: source, path: target }])
      expect(applyJsonPatch(object, [{ op: 'copy', from: source, path: target }, { op: 'remove', path: source }]))
        .to.deep.equal(moved)
      const copied = [
        { op: 'copy', from: source, path: target }, { op: 'test', path: target, value: object[from] },
      ] as const
      expect(() => applyJsonPatch(object, copied)).not.to.throw()
    }))
  })

  it('puts an item into a list where it says, and takes it out again', () => {
    fc.assert(fc.property(list, fc.nat(5), fc.jsonValue(), (items, place, value) => {
      const at = Math.min(place, items.length)
      const added = applyJsonPatch({ items }, [{ op: 'add', path: `/items/${at}`, value }])
      expect(added.items).to.deep.equal(items.toSpliced(at, 0, value))
      expect(applyJsonPatch(added, [{ op: 'remove', path: `/items/${at}` }])).to.deep.equal({ items })
    }))
  })

  it('does all or nothing', () => {
    fc.assert(fc.property(jsonObject, fc.jsonValue(), (object, value) => {
      const before = structuredClone(object)
      const operations = [{ op: 'add', path: '/fresh', value }, { op: 'remove', path: '/not/there' }] as const
      expect(() => applyJsonPatch(object, operations)).to.throw()
      expect(object).to.deep.equal(before)
    }))
  })

  it('undoes an add by a remove', () => {
    fc.assert(fc.property(jsonObject, fc.jsonValue(), (object, value) => {
      const patched = applyJsonPatch(object, [
        { op: 'add', path: '/fresh~0key', value }, { op: 'remove', path: '/fresh~0key' },
      ])
      expect(patched).to.deep.equal(object)
    }))
  })
})

describe('applyMergePatch', () => {
  // Not at the first: a list that takes an object's place keeps the nulls in it, and one that takes a list's loses
  // them, as upstream.
  it('settles at the second application', () => {
    fc.assert(fc.property(jsonObject, jsonObject, (object, patch) => {
      const before = structuredClone(object)
      const twice = applyMergePatch(applyMergePatch(object, patch), patch)
      expect(applyMergePatch(twice, patch)).to.deep.equal(twice)
      expect(object).to.deep.equal(before)
    }))
  })
  it('gives back an equal object for an empty patch', () => {
    fc.assert(fc.property(jsonObject, (object) => { expect(applyMergePatch(object, {})).to.deep.equal(object) }))
  })
})

describe('a merge patch and a strategic one', () => {
  it('do the same where there are no lists', () => {
    const word = fc.constantFrom('a', 'b', 'c')
    const map = fc.dictionary(word, word, { noNullPrototype: true })
    const changes = fc.dictionary(word, fc.oneof(word, fc.constant(null)), { noNullPrototype: true })
    const patches = fc.record(
      {
        metadata: fc.record({ labels: changes, annotations: changes }),
        spec: fc.record({ nodeSelector: changes, hostname: word }),
      },
      { requiredKeys: [] },
    )
    const pods = fc.record({
      metadata: fc.record({ labels: map, annotations: map }), spec: fc.record({ nodeSelector: map, hostname: word }),
    })
    fc.assert(fc.property(pods, patches, (object, patch) => {
      expect(applyStrategicPatch(object, patch, pod)).to.deep.equal(applyMergePatch(object, patch))
    }))
  })
})

describe('applyStrategicPatch', () => {
  const live = { spec: { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'y' }] } }
  const patch = (spec: unknown) => applyStrategicPatch(live, { spec }, pod) as unknown

  it('merges containers by name', () => {
    expect(patch({ containers: [{ name: 'b', image: 'z' }] })).to.deep.equal({
      spec: { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'z' }] },
    })
  })
  it('puts a new element in front unless it is told the order', () => {
    const names = (result: unknown): string[] =>
      (result as typeof live).spec.containers.map(({ name }) => name)
    expect(names(patch({ containers: [{ name: 'c' }] }))).to.deep.equal(['c', 'a', 'b'])
    expect(names(patch({
      containers: [{ name: 'c' }], '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }, { name: 'a' }],
    }))).to.deep.equal(['b', 'c', 'a'])
  })
  it('deletes and replaces by directive', () => {
    expect(patch({ containers: [{ name: 'a', $patch: 'delete' }] }))
      .to.deep.equal({ spec: { containers: [{ name: 'b', image: 'y' }] } })
    expect(patch({ containers: [{ $patch: 'replace' }, { name: 'c' }] }))
      .to.deep.equal({ spec: { containers: [{ name: 'c' }] } })
  })
  it('removes from a list of scalars', () => {
    const object = { metadata: { finalizers: ['a/x', 'a/y'] } }
    expect(applyStrategicPatch(object, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'] } }, pod))
      .to.deep.equal({ metadata: { finalizers: ['a/y'] } })
    expect(object.metadata.finalizers).to.have.length(2)
  })
  it('says which merge key is missing', () => {
    expect(() => patch({ containers: [{ image: 'x' }] }))
      .to.throw('map: map[image:x] does not contain declared merge key: name')
  })
})
