import { expect } from 'chai'
import { checkPatchedKind, namesWithoutVersion } from './patched-kind.ts'

const target = { group: 'apps', version: 'v1', kind: 'Deployment' }
const check = (value: unknown) => (): void => checkPatchedKind(target, value, (why) => new Error(why))

describe('the kind of a patched object', () => {
  it('is the one at hand, also where it says nothing', () => {
    expect(check({ apiVersion: 'apps/v1', kind: 'Deployment' })).not.to.throw()
    expect(check({ apiVersion: 'apps/v1' })).not.to.throw()
    expect(check({ kind: 'Deployment' })).not.to.throw()
  })

  it('is refused where it is another, in the words for what it says', () => {
    const scheme = 'in scheme "pkg/api/legacyscheme/scheme.go:30"'
    expect(check({ apiVersion: 'apps/v1', kind: 'Foo' }))
      .to.throw(`no kind "Foo" is registered for version "apps/v1" ${scheme}`)
    expect(check({ kind: 'Foo' }))
      .to.throw(`no kind "Foo" is registered for the internal version of group "apps" ${scheme}`)
    expect(check({ apiVersion: 'a/b/c' })).to.throw('unexpected GroupVersion string: a/b/c')
    expect(check({ apiVersion: 'apps/v1', kind: 5 })).to.throw(
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of "
        + "type string")
  })

  it('makes no sense of any field once the version is gone', () => {
    expect(namesWithoutVersion({ kind: 'Deployment', spec: {}, metadata: {} })).to.deep.equal(['metadata', 'spec'])
    expect(namesWithoutVersion({ apiVersion: 'apps/v1', kind: 'Deployment', spec: {} })).to.equal(undefined)
  })
})
