import { expect } from 'chai'
import { printGoSyntax, printGoText, typeText } from './print-go.ts'

describe('what Go prints', () => {
  it('as text says of everything else what it is', () => {
    expect(printGoText('a')).to.equal('a')
    expect(printGoText(null)).to.equal('%!s(<nil>)')
    expect(printGoText([5, true, 'a'])).to.equal('[%!s(int64=5) %!s(bool=true) a]')
    expect(printGoText({ b: 1.5, a: {} })).to.equal('map[a:map[] b:%!s(float64=1.5)]')
    expect([null, {}, 'a'].map(typeText)).to.deep.equal(['%!s(<nil>)', 'map[string]interface {}', 'string'])
  })

  it('in its own syntax can be read back', () => {
    expect(printGoSyntax({ b: [1, 'x', null], a: true })).to.equal(
      'map[string]interface {}{"a":true, "b":[]interface {}{1, "x", interface {}(nil)}}')
  })
})
