import { expect } from 'chai'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { silentLogger } from '../../apimachinery/log.ts'
import { createWatchCache } from '../watch/cache.ts'
import { createObject } from './create.ts'
import { deleteObject } from './delete.ts'
import { getObject } from './get.ts'
import type { Resource } from './resource.ts'
import { seenAt } from './shown-form.ts'
import { configMaps, given, request } from './test-registry.ts'
import { updateObject } from './update.ts'

const never = new AbortController().signal

/** ConfigMaps whose readers do not see the key `hidden`. */
async function withHidden(): Promise<Resource> {
  const { definition, struct, store, toWire } = await configMaps()
  const decorate = (stored: KubeObject): KubeObject => {
    const { hidden, ...data } = stored['data'] ?? {}
    return hidden === undefined ? stored : { ...stored, data }
  }
  const cache = await createWatchCache({ store, log: silentLogger, freeze: true })
  const objects = cache.resource({ prefix: `/registry/${definition.storagePrefix}/`, fieldSelectors: {}, decorate })
  return { definition, struct, store, toWire, decorate, cache: objects }
}

const set = (key: string, value: string) => ({
  apply: (old: KubeObject | undefined) => ({ ...structuredClone(old!), data: { ...old!['data'], [key]: value } }),
})

describe('what a read decorator hides', () => {
  it('is not in the answers of the resource, and is in those of its subresources', async () => {
    const resource = await withHidden()
    const created = await createObject(resource, given('a', { hidden: 'x', plain: 'y' }), request())
    expect(created.object['data']).to.eql({ plain: 'y' })
    const cached = await getObject(resource, 'default', 'a', '', never)
    expect(cached.object['data']).to.eql({ plain: 'y' })
    expect(seenAt(cached, 'status').object['data']).to.eql({ hidden: 'x', plain: 'y' })
  })

  it('stays in the store when other things change, and is what a change starts from', async () => {
    const resource = await withHidden()
    await createObject(resource, given('a', { hidden: 'x' }), request())
    const main = await updateObject(resource, 'a', set('plain', 'y'), request({ verb: 'patch' }))
    expect(main.object['data']).to.eql({ plain: 'y' })
    const part = await updateObject(resource, 'a', set('plain', 'z'), request({ verb: 'patch', subresource: 'status' }))
    expect(part.object['data']).to.eql({ hidden: 'x', plain: 'z' })
    const same = await updateObject(resource, 'a', set('hidden', 'x'), request({ verb: 'patch' }))
    expect(same.object.metadata.resourceVersion).to.equal(part.object.metadata.resourceVersion)
  })

  it('is in no dry run either, and not in the last answer', async () => {
    const resource = await withHidden()
    const dry = await createObject(resource, given('a', { hidden: 'x' }), request({ dryRun: true }))
    expect(dry.object['data']).to.eql({})
    await createObject(resource, given('a', { hidden: 'x' }), request())
    const { object } = await deleteObject(resource, 'a', {}, request({ verb: 'delete' }))
    expect(object['data']).to.eql({})
  })
})
