import { expect } from 'chai'
import { parseListOptions } from './list-options.ts'
import { configMaps, stored } from './test-registry.ts'
import { translationFor } from './translation.ts'

const options = (query: string) => parseListOptions(new URLSearchParams(query), true)

describe('the translation of changes for watchers', () => {
  it('is made once for all who watch with the same selectors', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { labels: { x: '1' } })
    const object = resource.cache.get('/registry/configmaps/default/a')!
    const events = [{ revision: object.revision, current: object, previous: undefined }]
    const one = translationFor(resource, options('labelSelector=x'))
    const other = translationFor(resource, options('labelSelector=x&resourceVersion=1'))
    expect(other).to.equal(one)
    expect(other.of(events)).to.equal(one.of(events))
    expect(one.of(events)).to.deep.equal([{ type: 'ADDED', object, revision: object.revision }])
    const different = translationFor(resource, options('labelSelector=x,y'))
    expect(different.of(events)).to.deep.equal([])
  })

  it('tells objects that start or stop to match as coming and going', async () => {
    const resource = await configMaps()
    await stored(resource, 'a', {}, { labels: { x: '1' } })
    await stored(resource, 'b')
    const [labelled, plain] = ['a', 'b'].map((name) => resource.cache.get(`/registry/configmaps/default/${name}`)!)
    const translation = translationFor(resource, options('labelSelector=x'))
    const types = (current: typeof plain, previous: typeof plain) =>
      translation.of([{ revision: 9, current, previous }]).map(({ type }) => type)
    expect(types(labelled, plain)).to.deep.equal(['ADDED'])
    expect(types(labelled, labelled)).to.deep.equal(['MODIFIED'])
    expect(types(plain, labelled)).to.deep.equal(['DELETED'])
    expect(types(undefined, labelled)).to.deep.equal(['DELETED'])
    expect(types(undefined, plain)).to.deep.equal([])
  })
})
