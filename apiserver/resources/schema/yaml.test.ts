import { expect } from 'chai'
import { decodeYaml } from './yaml.ts'

describe('YAML', () => {
  it('is one document, whatever follows', () => {
    for (const text of [
      'a: 1\n---\nb: {\n', '---\na: 1\n...\nfoo', '# c\n%YAML 1.1\n---\na: 1\n', '{a: 1}\n---\n{a: 2}',
    ]) {
      expect(decodeYaml(text).value, text).to.deep.equal({ a: 1 })
    }
  })

  it('keeps dashes that are no marker', () => {
    expect(decodeYaml('a: |\n  ---\n  x\n').value).to.deep.equal({ a: '---\nx\n' })
  })

  it('is null when it says nothing', () => {
    for (const text of ['', '\n# c\n', '---\n']) expect(decodeYaml(text).value).to.equal(null)
  })

  it('names mistakes as Go does', () => {
    expect(() => decodeYaml('a: 1\n b: 2\n')).to.throw('yaml: line 2: mapping values are not allowed in this context')
  })

  it('tells of a key that comes twice and takes the last', () => {
    expect(decodeYaml('a: 1\na: 2\n'))
      .to.deep.equal({ value: { a: 2 }, strict: ['line 2: key "a" already set in map'] })
  })
})

describe('what stands behind JSON on its line', () => {
  it('is not looked at', () => {
    expect(decodeYaml('{"a":1} x').value).to.deep.equal({ a: 1 })
    expect(decodeYaml('{"a":1}{"b":2}').value).to.deep.equal({ a: 1 })
    expect(() => decodeYaml('a: 1\nb')).to.throw('yaml: line 2')
  })
})
