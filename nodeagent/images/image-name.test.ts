import { expect } from 'chai'

import { InvalidImageName, normalizeImageName } from './image-name.ts'

describe('normalizeImageName', () => {
  it('makes short names names of Docker Hub', () => {
    expect(normalizeImageName('busybox')).to.equal('docker.io/library/busybox:latest')
    expect(normalizeImageName('grafana/loki:3')).to.equal('docker.io/grafana/loki:3')
  })

  it('leaves full names as they are', () => {
    for (const name of ['localhost/busybox:1', 'registry.example.com:5000/a/b:2']) {
      expect(normalizeImageName(name)).to.equal(name)
    }
  })

  it('refuses what is no name', () => {
    expect(() => normalizeImageName('Not A Name')).to.throw(InvalidImageName, "couldn't parse image name")
  })
})
