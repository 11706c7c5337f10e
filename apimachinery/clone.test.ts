import { expect } from 'chai'
import { cloneJson } from './clone.ts'

describe('a copy of a JSON value', () => {
  it('is equal to the value and shares nothing with it', () => {
    const value = { a: [{ b: 1 }, [null, 'x']], c: { d: {} }, e: true }
    const copy = cloneJson(value)
    expect(copy).to.deep.equal(value)
    expect(copy.a).not.to.equal(value.a)
    expect(copy.a[0]).not.to.equal(value.a[0])
    expect(copy.a[1]).not.to.equal(value.a[1])
    expect(copy.c.d).not.to.equal(value.c.d)
  })

  it('keeps a member named __proto__ as a member', () => {
    const copy = cloneJson(JSON.parse('{"__proto__":{"x":[1]}}') as object)
    expect(JSON.stringify(copy)).to.equal('{"__proto__":{"x":[1]}}')
    expect(Object.getPrototypeOf(copy)).to.equal(Object.prototype)
  })
})
