import { expect } from 'chai'
import { negotiate } from '../accept.ts'
import { isPretty, printJson } from './pretty.ts'

const isPrettyFor = (query: string, agent?: string, form = {}): boolean => {
  const headers = agent === undefined ? {} : { 'user-agent': agent }
  return isPretty({ query: new URLSearchParams(query), request: { headers } as never }, form)
}

describe('JSON for people', () => {
  it('is printed for clients that people sit at', () => {
    for (const agent of ['curl/8.5.0', 'Wget/1.21', 'Mozilla/5.0 (X11)']) {
      expect(isPrettyFor('', agent), agent).to.equal(true)
    }
    for (const agent of ['kubectl/v1.35.2', 'my-curl', undefined]) expect(isPrettyFor('', agent), agent).to.equal(false)
  })

  it('is printed or not as the query says, in the words that Go reads', () => {
    for (const word of ['1', 't', 'true', 'TRUE']) expect(isPrettyFor(`pretty=${word}`), word).to.equal(true)
    for (const word of ['0', 'f', 'false', 'no']) expect(isPrettyFor(`pretty=${word}`, 'curl/8'), word).to.equal(false)
    expect(isPrettyFor('pretty=', 'curl/8')).to.equal(true)
  })

  it('is printed when the media type says so, whatever the query says', () => {
    const form = negotiate('application/json;pretty=1')
    expect(isPrettyFor('pretty=0', undefined, form)).to.equal(true)
    expect(isPrettyFor('', undefined, negotiate('application/json;pretty=true'))).to.equal(false)
  })

  it('ends without a line, unlike that for programs', () => {
    expect(printJson({ a: 1 }, true)).to.equal('{\n  "a": 1\n}')
    expect(printJson({ a: 1 }, false)).to.equal('{"a":1}\n')
  })
})
