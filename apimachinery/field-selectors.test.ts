import { expect } from 'chai'
import { parseFieldSelector } from './field-selectors.ts'

describe('a field selector', () => {
  it('asks nothing of nothing: a term without field and value is none', () => {
    for (const selector of ['=', '==', '!=', ',=,']) expect(parseFieldSelector(selector)).to.eql([])
    expect(parseFieldSelector('metadata.name=a,=')).to.eql([{ field: 'metadata.name', operator: '=', value: 'a' }])
  })

  it('asks for what is empty, and knows when the field is', () => {
    expect(parseFieldSelector('spec.nodeName=')).to.eql([{ field: 'spec.nodeName', operator: '=', value: '' }])
    expect(parseFieldSelector('!=a')).to.eql([{ field: '', operator: '!=', value: 'a' }])
  })
})
