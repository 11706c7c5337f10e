import { expect } from 'chai'
import { negotiate } from './accept.ts'

describe('content negotiation', () => {
  it('takes the first wish that can be met', () => {
    const accept =
      'application/json;as=Table;v=v9;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    expect(negotiate(accept)).to.deep.equal({ mediaType: 'application/json', as: 'Table', version: 'v1' })
  })

  it('prefers by quality', () => {
    expect(negotiate('application/json;q=0.5,application/yaml;q=0.9').mediaType).to.equal('application/yaml')
  })

  it('answers JSON to protobuf clients that accept it too', () => {
    expect(negotiate('application/vnd.kubernetes.protobuf,application/json').mediaType).to.equal('application/json')
  })

  it('answers protobuf where the kind has it, but no Table in it and no YAML as a stream', () => {
    const protobuf = 'application/vnd.kubernetes.protobuf'
    expect(negotiate(`${protobuf},application/json`, { protobuf: true }).mediaType).to.equal(protobuf)
    expect(() => negotiate(`${protobuf};as=Table;v=v1;g=meta.k8s.io`, { protobuf: true }))
      .to.throw('only the following')
    expect(() => negotiate('application/yaml', { watch: true, protobuf: true }))
      .to.throw('application/json;stream=watch')
    expect(() => negotiate('application/json;q=0.1,application/yaml', { watch: true }))
      .to.throw('application/json;stream=watch')
  })

  it('makes no Table of what is no part of a stored object, and goes on to the next wish', () => {
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    expect(() => negotiate(table, { tables: false })).to.throw('only the following media types are accepted')
    expect(negotiate(`${table},application/yaml`, { tables: false }))
      .to.deep.equal({ mediaType: 'application/yaml', as: 'object', version: 'v1' })
    expect(negotiate(table.replace('Table', 'PartialObjectMetadata'), { tables: false }).as)
      .to.equal('PartialObjectMetadata')
  })

  it('refuses in the words of upstream', () => {
    expect(() => negotiate('text/html', { list: true })).to.throw(/protobuf;stream=watch$/)
    expect(() => negotiate('application/json;as=Chair', { list: true })).to.throw(/protobuf$/)
    expect(() => negotiate('application/xml'))
      .to.throw('406: Not Acceptable\n\nAvailable representations: application/json, ')
    expect(() => negotiate('application/json;as=Chair;v=v1;g=meta.k8s.io'))
      .to.throw('only the following media types are accepted')
  })
})
