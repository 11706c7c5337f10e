import { expect } from 'chai'
import { parseRequestInfo, UnparsablePathError } from './request-info.ts'

const parse = (method: string, url: string) => {
  const [path = '', query = ''] = url.split('?')
  return parseRequestInfo(method, path, new URLSearchParams(query))
}

describe('request info', () => {
  it('reads an object of a group', () => {
    expect(parse('PUT', '/apis/apps/v1/namespaces/n/deployments/web/scale')).to.include({
      isResource: true, verb: 'update', group: 'apps', version: 'v1', namespace: 'n',
      resource: 'deployments', name: 'web', subresource: 'scale',
    })
  })

  it('tells lists, watches and collections from single objects', () => {
    expect(parse('GET', '/api/v1/pods').verb).to.equal('list')
    expect(parse('GET', '/api/v1/pods?watch=1').verb).to.equal('watch')
    expect(parse('GET', '/api/v1/namespaces/n/pods/p?watch=1').verb).to.equal('get')
    expect(parse('DELETE', '/api/v1/namespaces/n/pods').verb).to.equal('deletecollection')
  })

  it('knows the one name that a list or watch selects, which a role may allow', () => {
    const pods = '/api/v1/namespaces/n/pods'
    expect(parse('GET', `${pods}?fieldSelector=spec.x%21%3Dy%2Cmetadata.name%3Da`))
      .to.include({ verb: 'list', name: 'a' }).and.to.have.deep.property('parts', ['pods'])
    const watched = parse('GET', `${pods}?watch=1&fieldSelector=metadata.name%3D%3Da`)
    expect(watched).to.include({ verb: 'watch', name: 'a' })
    for (const selector of ['metadata.name%21%3Da', 'a', 'metadata.name%3Da%252fb', 'metadata.name%3D..', '']) {
      expect(parse('GET', `${pods}?fieldSelector=${selector}`)).to.include({ verb: 'list', name: '' })
    }
    expect(parse('DELETE', `${pods}?fieldSelector=metadata.name%3Da`)).to.include({ verb: 'deletecollection', name: '' })
  })

  it('takes a namespace as an object when nothing but its own parts follow', () => {
    expect(parse('PUT', '/api/v1/namespaces/n/finalize'))
      .to.include({ resource: 'namespaces', name: 'n', subresource: 'finalize' })
    expect(parse('GET', '/api/v1/namespaces/n/pods/')).to.include({ resource: 'pods', name: '', namespace: 'n' })
  })

  it('reads an empty namespace as all of them', () => {
    expect(parse('GET', '/api/v1/namespaces//pods')).to.include({ resource: 'pods', namespace: '', verb: 'list' })
  })

  it('understands the deprecated watch paths, and refuses one that names nothing', () => {
    expect(parse('GET', '/api/v1/watch/namespaces/n/pods/p')).to.include({ verb: 'watch', resource: 'pods', name: 'p' })
    expect(() => parse('GET', '/api/v1/watch')).to.throw(UnparsablePathError)
  })

  it('leaves other paths alone', () => {
    expect(parse('GET', '/apis/apps/v1')).to.include({ isResource: false, verb: 'get' })
  })
})
