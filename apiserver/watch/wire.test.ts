import { expect } from 'chai'
import fc from 'fast-check'
import { lineOf, spliceRevision, withRevision } from './wire.ts'

const spliced = (text: string, revision = 7) => spliceRevision(Buffer.from(text), revision).toString()

describe('wire bytes', () => {
  it('have the resourceVersion behind the uid, where Go writes it', () => {
    expect(spliced('{"kind":"A","metadata":{"name":"a\\"uid","uid":"u","labels":{"uid":"x"}}}'))
      .to.equal('{"kind":"A","metadata":{"name":"a\\"uid","uid":"u","resourceVersion":"7","labels":{"uid":"x"}}}')
    expect(spliced('{"metadata":{"name":"a","uid":"u"}}'))
      .to.equal('{"metadata":{"name":"a","uid":"u","resourceVersion":"7"}}')
  })

  it('have it also where there is no uid, or no metadata', () => {
    expect(spliced('{}')).to.equal('{"metadata":{"resourceVersion":"7"}}')
    expect(spliced('{"metadata":{}}')).to.equal('{"metadata":{"resourceVersion":"7"}}')
    expect(spliced('{"metadata":{"labels":{"uid":"x"}}}'))
      .to.equal('{"metadata":{"resourceVersion":"7","labels":{"uid":"x"}}}')
  })

  it('have a line end behind them, in memory where they were made so', () => {
    const bytes = spliceRevision(Buffer.from('{"metadata":{}}'), 7)
    const line = lineOf(bytes)
    expect(line.toString()).to.equal(`${bytes}\n`)
    expect(line.buffer).to.equal(bytes.buffer)
    const others = [bytes.subarray(1), bytes.subarray(0, -1), Buffer.from('{}'), Buffer.from(new ArrayBuffer(3), 0, 2)]
    for (const other of others) expect(lineOf(other).toString()).to.equal(`${other}\n`)
  })

  it('say the same of any object but for the version, and another version when told to', () => {
    const metadata = fc.record({
      name: fc.string(), namespace: fc.string(), uid: fc.string(), labels: fc.dictionary(fc.string(), fc.string()),
    }, { requiredKeys: [] })
    // What has been through JSON: it knows no negative zero.
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))
    fc.assert(fc.property(metadata, json, fc.nat(), (meta, spec, revision) => {
      const object = { kind: 'A', spec, metadata: meta }
      const bytes = spliceRevision(Buffer.from(JSON.stringify(object)), 7)
      expect(JSON.parse(bytes.toString())).to.eql({ ...object, metadata: { ...meta, resourceVersion: '7' } })
      const other = withRevision(bytes, revision)
      expect(JSON.parse(other.toString()))
        .to.eql({ ...object, metadata: { ...meta, resourceVersion: String(revision) } })
    }))
  })
})
