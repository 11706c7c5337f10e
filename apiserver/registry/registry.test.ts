import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { createObject } from './create.ts'
import { deleteObject } from './delete.ts'
import { getObject } from './get.ts'
import type { Resource } from './resource.ts'
import { configMaps, given, request, stored } from './test-registry.ts'
import { updateObject } from './update.ts'

const never = new AbortController().signal
const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(() => { throw new Error('nothing failed') }, (error: Error) => error)
const update = (resource: Resource, name: string, apply: (old: KubeObject) => KubeObject, more = {}) =>
  updateObject(resource, name, { apply: (old) => apply(structuredClone(old!)), ...more }, request({ verb: 'update' }))

describe('create', () => {
  it('says what only the server may say', async () => {
    const resource = await configMaps()
    const { object } = await createObject(
      resource, given('a', { x: '1' }, { uid: 'mine', deletionTimestamp: '2020-01-01T00:00:00Z' }), request(),
    )
    expect(object.metadata).to.include({
      name: 'a', namespace: 'default', creationTimestamp: '2030-01-01T00:00:00Z',
      resourceVersion: String(resource.store.revision),
    })
    expect(object.metadata.uid).not.to.equal('mine')
    expect(object.metadata).not.to.have.property('deletionTimestamp')
    expect((await getObject(resource, 'default', 'a', '', never)).object).to.deep.equal(object)
  })

  it('makes a name of generateName', async () => {
    const { object } = await createObject(
      await configMaps(), { ...given(''), metadata: { generateName: 'job-' } }, request(),
    )
    expect(object.metadata.name).to.match(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  it('keeps parts of an object one that defaults made one', async () => {
    const plain = await configMaps()
    const strategy = {
      ...plain.definition.strategy,
      applyDefaults(object: KubeObject) { object.metadata.labels = object['data'] },
      prepareForCreate(object: KubeObject) { object['data'].added = '1' },
    }
    const resource = { ...plain, definition: { ...plain.definition, strategy } }
    for (const metadata of [{ name: 'a' }, { generateName: 'a' }]) {
      const { object } = await createObject(resource, { ...given(''), data: { x: '1' }, metadata }, request())
      expect(object.metadata.labels).to.deep.equal({ x: '1', added: '1' })
    }
  })

  it('refuses a name that is taken, and says when its owner is going', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { finalizers: ['example.com/hold'] })
    expect((await failure(createObject(resource, given('a'), request()))).message)
      .to.equal('configmaps "a" already exists')
    await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect((await failure(createObject(resource, given('a'), request()))).message)
      .to.equal('object is being deleted: configmaps "a" already exists')
  })

  it('stores nothing in a dry run', async () => {
    const resource = await configMaps()
    const { object } = await createObject(resource, given('a'), request({ dryRun: true }))
    expect(object.metadata.uid).to.be.a('string')
    expect((await failure(getObject(resource, 'default', 'a', '', never))).message).to.equal('configmaps "a" not found')
  })

  it('takes no version of a new object, and shows it in a dry run', async () => {
    const resource = await configMaps()
    const versioned = (resourceVersion: string, dryRun: boolean) =>
      createObject(resource, given('a', {}, { resourceVersion }), request({ dryRun }))
    expect(await failure(versioned('5', false)))
      .to.include({ code: 500, message: 'resourceVersion should not be set on objects to be created' })
    expect((await versioned('5', true)).object.metadata.resourceVersion).to.equal('5')
    expect((await versioned('0', false)).object.metadata.resourceVersion).to.equal(String(resource.store.revision))
  })

  it('by an update takes any version that is a number', async () => {
    const resource = await configMaps()
    const put = (resourceVersion: string) => updateObject(resource, 'a', {
      apply: () => given('a', {}, { resourceVersion }), forceCreate: true,
    }, request({ verb: 'patch' }))
    expect((await failure(put('x'))).message).to.equal('strconv.ParseUint: parsing "x": invalid syntax')
    expect((await put('77')).object.metadata.resourceVersion).to.equal(String(resource.store.revision))
  })

  it('counts owners named twice once, and warns', async () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '1' }
    const asked = request()
    const { object } = await createObject(
      await configMaps(), given('a', {}, { ownerReferences: [owner, { ...owner }] }), asked,
    )
    expect(object.metadata.ownerReferences).to.deep.equal([owner])
    expect(asked.warnings).to.have.length(1)
  })
})

describe('update', () => {
  it('writes nothing when nothing changes', async () => {
    const resource = await configMaps()
    const before = await stored(resource, 'a', { x: '1' })
    const { revision } = resource.store
    const { object } = await update(resource, 'a', (old) => old)
    expect(object.metadata.resourceVersion).to.equal(before.metadata.resourceVersion)
    expect(resource.store.revision).to.equal(revision)
  })

  it('refuses what is based on another version, or is about another object', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', { x: '1' })
    const stale = (old: KubeObject) => ({ ...old, metadata: { ...old.metadata, resourceVersion: '77' } })
    expect((await failure(update(resource, 'a', stale))).message).to.include('the object has been modified')
    expect((await failure(update(resource, 'a', (old) => old, { uid: 'other' }))).message)
      .to.include('Precondition failed: UID in precondition: other')
    expect((await failure(update(resource, 'none', (old) => old))).message).to.equal('configmaps "none" not found')
  })

  it('loses no change when many write at once', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const add = (key: string) => update(resource, 'a', (old) => {
      const { resourceVersion: _, ...metadata } = old.metadata
      return { ...old, metadata, data: { ...old['data'], [key]: key } }
    })
    await Promise.all([...'abcdefghij'].map(add))
    expect(Object.keys((await getObject(resource, 'default', 'a', '', never)).object['data'])).to.have.length(10)
  })

  it('does its work once for each of many who write the same object, in their order', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const order: number[] = []
    await Promise.all(Array.from({ length: 200 }, (_, n) => update(resource, 'a', (old) => {
      order.push(n)
      return { ...old, data: { n: String(n) } }
    })))
    expect(order).to.deep.equal(Array.from({ length: 200 }, (_, n) => n))
  })

  it('goes on behind one that failed', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const fails = update(resource, 'a', () => { throw new Error('no') })
    const works = update(resource, 'a', (old) => ({ ...old, data: { x: '1' } }))
    expect((await failure(fails)).message).to.equal('no')
    expect((await works).object['data']).to.deep.equal({ x: '1' })
  })

  it('ends a deletion when it takes off the last finalizer', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { finalizers: ['example.com/hold'] })
    await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    await update(resource, 'a', (old) => ({ ...old, metadata: { ...old.metadata, finalizers: [] } }))
    expect(resource.cache.get('/registry/configmaps/default/a')).to.equal(undefined)
  })

  it('asks whether it may create what it does not find', async () => {
    const resource = await configMaps()
    const asked = { ...request({ verb: 'patch' }), mayCreate: async () => { throw new Error('may not') } }
    const change = { apply: () => given('a'), forceCreate: true }
    expect((await failure(updateObject(resource, 'a', change, asked))).message).to.equal('may not')
    expect((await updateObject(resource, 'a', change, request({ verb: 'patch' }))).created).to.equal(true)
  })
})

describe('delete', () => {
  it('removes at once what nothing holds', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const { gone, object } = await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect(gone).to.equal(true)
    expect(object.metadata.name).to.equal('a')
    expect((await failure(deleteObject(resource, 'a', {}, request()))).message).to.equal('configmaps "a" not found')
  })

  it('marks what a finalizer holds, once', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { finalizers: ['example.com/hold'] })
    const first = await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect(first.object.metadata)
      .to.include({ deletionTimestamp: '2030-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 })
    const { revision } = resource.store
    await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect(resource.store.revision).to.equal(revision)
  })

  it('adds the finalizer that its policy asks for', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    const { object } = await deleteObject(
      resource, 'a', { propagationPolicy: 'Foreground' }, request({ verb: 'delete' }),
    )
    expect(object.metadata.finalizers).to.deep.equal(['foregroundDeletion'])
  })

  it('shows of what goes at once how it was stored, and in a dry run what became of its finalizers', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { finalizers: ['orphan'] })
    const options = { propagationPolicy: 'Background' }
    const tried = await deleteObject(resource, 'a', options, request({ verb: 'delete', dryRun: true }))
    expect(tried).to.include({ gone: true, marked: true })
    expect(tried.object.metadata).not.to.have.property('finalizers')
    const done = await deleteObject(resource, 'a', options, request({ verb: 'delete' }))
    expect(done).to.include({ gone: true, marked: false })
    expect(done.object.metadata.finalizers).to.deep.equal(['orphan'])
  })

  it('keeps what does not meet its preconditions', async () => {
    const resource = await configMaps()
    await stored(resource, 'a')
    for (const preconditions of [{ uid: 'x' }, { resourceVersion: '9' }]) {
      expect((await failure(deleteObject(resource, 'a', { preconditions }, request()))).message)
        .to.include('in the precondition')
    }
    expect(resource.cache.get('/registry/configmaps/default/a')).not.to.equal(undefined)
  })
})
