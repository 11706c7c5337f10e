import { expect } from 'chai'

import { LibpodError } from './libpod.ts'
import { lostNamespace } from './lost-namespaces.ts'

const said = (path: string) =>
  new LibpodError(500, 'error joining network namespace of container 12ab: error retrieving network namespace at '
    + `${path}: unknown FS magic on "${path}": ef53`)

describe('lostNamespace', () => {
  it('finds the file of the namespace that podman misses', () => {
    expect(lostNamespace(said('/run/netns/netns-12ab-34cd'))).to.equal('/run/netns/netns-12ab-34cd')
    expect(lostNamespace(said('/var/run/netns/netns-12ab-34cd'))).to.equal('/run/netns/netns-12ab-34cd')
  })

  it('leaves files alone that podman did not make', () => {
    for (const path of ['/etc/passwd', '/run/netns/blue', '/run/netns/netns-12/../../x']) {
      expect(lostNamespace(said(path)), path).to.equal(null)
    }
    expect(lostNamespace(new Error('unknown FS magic on "/run/netns/netns-1"'))).to.equal(null)
  })
})
