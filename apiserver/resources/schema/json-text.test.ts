import { expect } from 'chai'
import { parseJson } from './json-text.ts'

describe('escapes of surrogates in JSON', () => {
  it('make a character by pairs, and another one by halves', () => {
    expect(parseJson('"\\ud83d\\ude00"')).to.equal('\u{1f600}')
    expect(parseJson('{"a":"\\ud800","b":"\\udc00\\ud800"}')).to.deep.equal({ a: '\ufffd', b: '\ufffd\ufffd' })
    expect(parseJson('"\\\\ud800"')).to.equal('\\ud800')
  })
})
