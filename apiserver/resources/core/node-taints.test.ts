import { expect } from 'chai'
import { validateAnnotatedTaints } from './node-taints.ts'

const annotation = 'scheduler.alpha.kubernetes.io/taints'
const complaints = (text: string): string[] =>
  validateAnnotatedTaints({ [annotation]: text }).map(({ path, message }) => `${path}: ${message}`)

describe('taints in an annotation of a Node', () => {
  it('are valid where the field would be, whatever the case of their names', () => {
    expect(complaints('')).to.eql([])
    expect(complaints('null')).to.eql([])
    expect(complaints('[{"key":"a","effect":"NoSchedule"},{"KEY":"b","Value":"c","effect":"NoExecute","x":1}]'))
      .to.eql([])
  })

  it('are wrong where the field would be', () => {
    const at = `metadata.annotations.${annotation}[0]`
    expect(complaints('[{"key":"a"}]')).to.eql([`${at}.effect: Required value`])
    expect(complaints('[null]')[0]).to.match(/\[0\]\.key: Invalid value: "": name part must be non-empty$/)
    const twice = '{"key":"a","effect":"NoSchedule"}'
    expect(complaints(`[${twice},${twice}]`)).to.have.length(1)
  })

  it('must be JSON of their type', () => {
    const wrong = (why: string): string[] => [`metadata.annotations: Invalid value: "${annotation}": ${why}`]
    expect(complaints('x')).to.eql(wrong("invalid character 'x' looking for beginning of value"))
    expect(complaints('{}')).to.eql(wrong('json: cannot unmarshal object into Go value of type []core.Taint'))
    expect(complaints('[[]]')).to.eql(wrong('json: cannot unmarshal array into Go value of type core.Taint'))
    expect(complaints('[{"key":1.0}]'))
      .to.eql(wrong('json: cannot unmarshal number into Go struct field Taint.Key of type string'))
  })
})
