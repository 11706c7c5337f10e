import { expect } from 'chai'
import { invalid, notSupported, notSupportedInOrder, quoteGo } from './field-error.ts'

describe('field errors', () => {
  it('quote text as Go does', () => {
    expect(quoteGo('a\u0007b\u000b\u001f\n"\\')).to.equal('"a\\ab\\v\\x1f\\n\\"\\\\"')
    expect(quoteGo('\u007f\u00a0\u200b\u{e0001}')).to.equal('"\\x7f\\u00a0\\u200b\\U000e0001"')
    expect(quoteGo('größe 中 😀')).to.equal('"größe 中 😀"')
  })

  it('print null for what is absent and JSON for what is no text', () => {
    expect(invalid('a', undefined, 'no').message).to.equal('Invalid value: null: no')
    expect(invalid('a', { b: 1 }, '').message).to.equal('Invalid value: {"b":1}')
  })

  it('print a long list once, however many of them are about it', () => {
    let printed = 0
    const list = [{ toJSON: () => (printed++, 'x'.repeat(2000)) }]
    const told = Array.from({ length: 100 }, (_, at) => invalid(`a[${at}]`, list, 'no').message)
    expect(new Set(told).size).to.equal(1)
    expect(printed).to.equal(1)
  })

  it('list supported values sorted, or in the order given', () => {
    expect(notSupported('a', 'x', ['c', 'b']).message).to.equal('Unsupported value: "x": supported values: "b", "c"')
    expect(notSupportedInOrder('a', 'x', ['c', 'b']).message)
      .to.equal('Unsupported value: "x": supported values: "c", "b"')
  })
})
