import { expect } from 'chai'
import fc from 'fast-check'
import { decodeYaml } from '../../resources/schema/yaml.ts'
import { toYaml } from './yaml.ts'

describe('answers in YAML', () => {
  it('look as upstream prints them', () => {
    const status = {
      kind: 'Status', apiVersion: 'v1', metadata: {}, code: 406, reason: 'NotAcceptable',
      causes: [{ b: 1, a: ['x', []] }],
      message: 'only the following media types are accepted: application/json;stream=watch, '
        + 'application/vnd.kubernetes.protobuf;stream=watch',
    }
    expect(toYaml(status)).to.equal([
      'apiVersion: v1', 'causes:', '- a:', '  - x', '  - []', '  b: 1', 'code: 406', 'kind: Status',
      "message: 'only the following media types are accepted: application/json;stream=watch,",
      "  application/vnd.kubernetes.protobuf;stream=watch'", 'metadata: {}', 'reason: NotAcceptable', '',
    ].join('\n'))
  })

  it('quote what would be read as something else, and nothing more', () => {
    const data = {
      a: 'true', b: '1', c: '', d: 'a: b', e: '- x', f: "it's", g: '2030-01-01T00:00:00Z', h: 'x\ny\n', i: null,
      item10: 1, item9: 2,
    }
    expect(toYaml(data)).to.equal(
      `a: "true"\nb: "1"\nc: ""\nd: 'a: b'\ne: '- x'\nf: it's\ng: "2030-01-01T00:00:00Z"\nh: |\n  x\n  y\n`
        + `i: null\nitem9: 2\nitem10: 1\n`)
  })

  it('read back as they were', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[ a:#'"\-\n\t]{0,12}$/), fc.lorem({ maxCount: 40 }))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z0-9./-]{1,12}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }))
    fc.assert(fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), value!, { noNullPrototype: true }), (object) => {
        expect(decodeYaml(toYaml(object)).value).to.deep.equal(object)
      },
    ), { numRuns: 300 })
  })
})
