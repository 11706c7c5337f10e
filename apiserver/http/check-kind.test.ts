import { expect } from 'chai'
import type { GroupVersionKind } from '../../apimachinery/meta.ts'
import { checkKind } from './check-kind.ts'

const configMap = { group: '', version: 'v1', kind: 'ConfigMap' }
const kindOf = (apiVersion: string, kind: string): GroupVersionKind => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') as [string, string] : ['', apiVersion]
  return { group, version, kind }
}

/** What is said of a body that claims to be `kind`, sent to where `wanted` is taken; '' for one that is taken. */
function complaint(apiVersion: string, kind: string, wanted: GroupVersionKind = configMap, body: object = {}): string {
  try {
    checkKind(kindOf(apiVersion, kind), wanted, body, (why) => new Error(why))
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('a body of another kind than the path takes', () => {
  it('cannot be converted when it is of a known kind, however old', () => {
    expect(complaint('v1', 'Secret')).to.equal('converting (v1.Secret) to (core.ConfigMap): unknown conversion')
    expect(complaint('apps/v1beta1', 'Deployment'))
      .to.equal('converting (v1beta1.Deployment) to (core.ConfigMap): unknown conversion')
    expect(complaint('v1', 'PodList', kindOf('rbac.authorization.k8s.io/v1', 'Role')))
      .to.equal('converting (v1.PodList) to (rbac.Role): unknown conversion')
    expect(complaint('v7', 'Status')).to.equal('converting (v1.Status) to (core.ConfigMap): unknown conversion')
  })

  it('is not even of a kind when nobody registered it with the server that answers', () => {
    const unknown = (kind: string, version: string, scheme: string) =>
      `no kind "${kind}" is registered for version "${version}" in scheme "${scheme}"`
    expect(complaint('v1', 'PodSpec')).to.equal(unknown('PodSpec', 'v1', 'pkg/api/legacyscheme/scheme.go:30'))
    expect(complaint('v7', 'DeleteOptions'))
      .to.equal(unknown('DeleteOptions', 'v7', 'pkg/api/legacyscheme/scheme.go:30'))
    expect(complaint('v1', 'Secret', kindOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition')))
      .to.equal(unknown('Secret', 'v1', 'k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55'))
  })

  it('must fit its own type first', () => {
    expect(complaint('v1', 'Secret', configMap, { data: { a: '%%' } })).to.equal('illegal base64 data at input byte 0')
  })

  it('is of the wrong version when the path takes another version of the same kind', () => {
    const differs = (from: string, to: string) =>
      `the API version in the data (${from}) does not match the expected API version (${to})`
    expect(complaint('apps/v1beta2', 'Deployment', kindOf('apps/v1', 'Deployment')))
      .to.equal(differs('apps/v1beta2', 'apps/v1'))
    expect(complaint('events.k8s.io/v1', 'Event', kindOf('v1', 'Event'))).to.equal(differs('events.k8s.io/v1', 'v1'))
    expect(complaint('extensions/v1beta1', 'Ingress', kindOf('networking.k8s.io/v1', 'Ingress')))
      .to.equal(differs('extensions/v1beta1', 'networking.k8s.io/v1'))
  })
})
