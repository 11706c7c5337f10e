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

  it('ends at the next marker, and a document that only a marker begins is empty', () => {
    expect(decodeYaml('---\n---\na: 1\n').value).to.equal(null)
    expect(decodeYaml('# c\n--- {a: 1}\n---\n').value).to.deep.equal({ a: 1 })
  })

  it('takes what has a tag of nobody for what it is, and what has one of YAML for what the tag says', () => {
    expect(decodeYaml('a: !x 5\nb: !y [1]\nc: !!set {d}\ne: !!binary aGk=\nf: !!str 5').value)
      .to.deep.equal({ a: '5', b: [1], c: { d: null }, e: 'hi', f: '5' })
    expect(() => decodeYaml('a: !!int x')).to.throw('yaml: cannot decode !!str `x` as a !!int')
    expect(() => decodeYaml('a: !!bool 1.5')).to.throw('yaml: cannot decode !!float `1.5` as a !!bool')
    expect(() => decodeYaml('a: !!binary x')).to.throw('yaml: !!binary value contains invalid base64 data')
  })

  it('has no keys that JSON has not', () => {
    const message = 'unsupported map key of type: %!s(<nil>), key: <nil>, value: '
    expect(() => decodeYaml('~: a')).to.throw(`${message}"a"`)
    expect(() => decodeYaml('null: {a: [1]}'))
      .to.throw(`${message}map[interface {}]interface {}{"a":[]interface {}{1}}`)
    expect(() => decodeYaml('{[a]: 1}')).to.throw('yaml: invalid map key: []interface {}{"a"}')
    expect(decodeYaml('{.inf: a, -.inf: b}').value).to.deep.equal({ '.inf': 'a', '-.inf': 'b' })
    expect(() => decodeYaml('a: -.inf')).to.throw('json: unsupported value: -Inf')
  })

  it('does not write out without end what a wrong key would have stood for', () => {
    const levels =
      Array.from({ length: 12 }, (_, at) => `b${at}: &b${at} [${`*b${at - 1},`.repeat(at === 0 ? 0 : 9)}x]`)
    expect(() => decodeYaml(`${levels.join('\n')}\nnull: *b11\n`))
      .to.throw('yaml: document contains excessive aliasing')
  })

  it('is of version 1.1, with no directives that it does not know', () => {
    const refused = (head: string): string => {
      try {
        return JSON.stringify(decodeYaml(`${head}\n---\na: 1\n`).value)
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(refused('%YAML 1.1\n%TAG !e! tag:e,2000:\n# c')).to.equal('{"a":1}')
    expect(refused('%YAML 1.2')).to.equal('yaml: found incompatible YAML document')
    expect(refused('%YAML 3')).to.equal("yaml: did not find expected digit or '.' character")
    expect(refused('%YAML')).to.equal('yaml: did not find expected version number')
    expect(refused('%FOO bar')).to.equal('yaml: found unknown directive name')
    expect(refused('%YAML 1.1\n%YAML 1.1')).to.equal('yaml: line 1: found duplicate %YAML directive')
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
