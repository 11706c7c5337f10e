import { expect } from 'chai'
import { decodeYaml } from './yaml.ts'

describe('aliases in YAML', () => {
  it('are written out', () => {
    expect(decodeYaml('a: &a [1, 2]\nb: *a').value).to.deep.equal({ a: [1, 2], b: [1, 2] })
  })

  it('are refused when they multiply without end', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
    for (let level = 1; level < 9; level++) {
      lines.push(`a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`).join(',')}]`)
    }
    expect(() => decodeYaml(lines.join('\n'))).to.throw('yaml: document contains excessive aliasing')
  })

  it('leave a large document alone that uses none', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `k${index}: [1, 2, 3]`)
    expect(decodeYaml(rows.join('\n')).strict).to.deep.equal([])
  })
})
