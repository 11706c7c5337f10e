import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { builtinSchema } from '../../resources/schema/load.ts'
import { apply } from './apply.ts'
import { managersAfterScale, scaleManagers } from './scale-managers.ts'

const struct = builtinSchema().struct('apps/v1.Deployment')
const type = { apiVersion: 'apps/v1', kind: 'Deployment' }
const at = (second: number): Date => new Date(Date.UTC(2030, 0, 1, 0, 0, second))

const word = fc.constantFrom('a', 'b', 'c', 'd')
const labels = fc.dictionary(word, word, { noNullPrototype: true, minKeys: 1 })
const containers = fc.uniqueArray(fc.record({ name: word, image: word }), {
  selector: ({ name }) => name, minLength: 1, maxLength: 3,
})
const configurations = fc.record({ labels, containers }).map(({ labels, containers }) => ({
  ...type, metadata: { name: 'x', labels }, spec: { template: { spec: { containers } } },
}))
const applied = (manager: string, configuration: unknown, live?: KubeObject, force = false, second = 0): KubeObject =>
  apply({ live, applied: configuration, manager, force, ...type, now: at(second), struct })
/** Below another name in every map and list, so that no field is the same. */
const renamed = (configuration: KubeObject): KubeObject => {
  const labels = Object.entries(configuration.metadata.labels!).map(([key, value]) => [`${key}2`, value])
  const listed: { name: string }[] = configuration['spec'].template.spec.containers
  return {
    ...configuration,
    metadata: { name: 'x', labels: Object.fromEntries(labels) },
    spec: { template: { spec: { containers: listed.map((one) => ({ ...one, name: `${one.name}2` })) } } },
  }
}
const without = ({ metadata: { managedFields: _, ...metadata }, ...object }: KubeObject): unknown => ({
  ...object, metadata,
})

describe('server-side apply', () => {
  it('changes nothing the second time, not even a time', () => {
    fc.assert(fc.property(configurations, (configuration) => {
      const once = applied('one', configuration)
      expect(applied('one', configuration, once, false, 9)).to.deep.equal(once)
    }))
  })

  it('never brings managers of different fields into conflict', () => {
    fc.assert(fc.property(configurations, configurations, (one, other) => {
      const both = applied('two', renamed(other), applied('one', one))
      expect(both.metadata.labels).to.include({ ...one.metadata.labels, ...renamed(other).metadata.labels })
      expect(both.metadata.managedFields!.map(({ manager }) => manager)).to.have.members(['one', 'two'])
    }))
  })

  it('comes to the same in whatever order managers of different fields apply', () => {
    fc.assert(fc.property(configurations, configurations, (one, other) => {
      const second = renamed(other)
      const states = [applied('two', second, applied('one', one)), applied('one', one, applied('two', second))]
      const [left, right] = states.map((state) => ({
        labels: state.metadata.labels,
        containers: state['spec'].template.spec.containers.toSorted((a: any, b: any) => (a.name < b.name ? -1 : 1)),
        managers: Object.fromEntries(state.metadata.managedFields!.map(({ manager, fieldsV1 }) => [manager, fieldsV1])),
      }))
      expect(left).to.deep.equal(right)
    }))
  })

  it('shares what another manager says alike, until both let it go', () => {
    fc.assert(fc.property(configurations, labels, (configuration, later) => {
      const shared = applied('two', configuration, applied('one', configuration))
      const left = applied('one', { ...type, metadata: { name: 'x', labels: later } }, shared, true)
      expect(left['spec'].template.spec.containers).to.deep.equal(configuration.spec.template.spec.containers)
      const gone = applied('two', { ...type, metadata: { name: 'x' } }, left)
      expect(JSON.stringify(without(gone))).not.to.include('image')
      expect(gone.metadata.labels).to.deep.equal(later)
    }))
  })

  it('takes with force what others have, and only what it says', () => {
    fc.assert(fc.property(configurations, configurations, (one, other) => {
      const before = applied('one', one)
      const after = applied('two', other, before, true)
      expect(after.metadata.labels).to.deep.equal({ ...one.metadata.labels, ...other.metadata.labels })
      for (const wanted of other.spec.template.spec.containers) {
        const found = after['spec'].template.spec.containers.filter(
          ({ name }: { name: string }) => name === wanted.name,
        )
        expect(found).to.have.length(1)
        expect(found[0].image).to.equal(wanted.image)
      }
      // What was taken is no longer the first one's: its values may change without a conflict.
      expect(() => applied('two', other, after)).not.to.throw()
    }))
  })

  it('conflicts exactly where values differ', () => {
    fc.assert(fc.property(labels, labels, (one, other) => {
      const before = applied('one', { ...type, metadata: { name: 'x', labels: one } })
      const differs = Object.keys(other).some((key) => Object.hasOwn(one, key) && one[key] !== other[key])
      const again = () => applied('two', { ...type, metadata: { name: 'x', labels: other } }, before)
      if (differs) expect(again).to.throw('Apply failed with')
      else expect(again).not.to.throw()
    }))
  })

  it('removes what its manager no longer says and nobody else has', () => {
    fc.assert(fc.property(configurations, labels, (configuration, later) => {
      const before = applied('one', configuration)
      const after = applied('one', { ...type, metadata: { name: 'x', labels: later } }, before, true)
      expect(after.metadata.labels).to.deep.equal(later)
      expect(JSON.stringify(without(after))).not.to.include('image')
    }))
  })
})

describe('the managers of a scale', () => {
  const place = { apiVersion: 'apps/v1', path: ['spec', 'replicas'] }
  const entry = (manager: string, fields: object) => ({
    manager, operation: 'Apply' as const, apiVersion: 'apps/v1', time: '2030-01-01T00:00:00Z',
    fieldsType: 'FieldsV1' as const, fieldsV1: { 'f:spec': fields },
  })

  it('are those who own the replicas', () => {
    const managers = scaleManagers([entry('one', { 'f:replicas': {} }), entry('two', { 'f:paused': {} })], place)
    expect(managers).to.deep.equal([{ ...entry('one', { 'f:replicas': {} }), apiVersion: 'autoscaling/v1' }])
  })

  it('come back as the object knows them, and whoever lost the replicas keeps the rest', () => {
    const before = [entry('one', { 'f:replicas': {}, 'f:paused': {} })]
    expect(managersAfterScale(before, scaleManagers(before, place), place)).to.deep.equal(before)
    expect(managersAfterScale(before, [], place)).to.deep.equal([entry('one', { 'f:paused': {} })])
  })
})
