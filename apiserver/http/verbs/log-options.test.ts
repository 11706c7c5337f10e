import { expect } from 'chai'
import { checkLogOptions, parseLogOptions, printLogOptions } from './log-options.ts'

const parse = (query: string) => parseLogOptions(new URLSearchParams(query))
const check = (query: string) => () => checkLogOptions(parse(query), 'p')

describe('parseLogOptions', () => {
  it('reads what the kubelet is asked', () => {
    const query = 'follow=true&previous=0&timestamps&tailLines=5&limitBytes=10&sinceTime=2020-01-01T02:00:00%2B02:00'
    expect(printLogOptions(parse(query)))
      .to.equal('?follow=true&limitBytes=10&sinceTime=2020-01-01T00%3A00%3A00Z&tailLines=5&timestamps=true')
    expect(printLogOptions(parse(''))).to.equal('')
  })

  it("refuses what is no number or time in Go's words", () => {
    expect(() => parse('tailLines=abc')).to.throw('strconv.ParseInt: parsing "abc": invalid syntax')
    expect(() => parse('tailLines=')).to.throw('strconv.ParseInt: parsing "": invalid syntax')
    expect(() => parse('limitBytes=9223372036854775808'))
      .to.throw('strconv.ParseInt: parsing "9223372036854775808": value out of range')
    expect(() => parse('sinceTime=now'))
      .to.throw('parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"')
  })
})

describe('checkLogOptions', () => {
  it('takes what is within bounds', () => {
    expect(check('tailLines=0&limitBytes=1&sinceSeconds=1')).not.to.throw()
  })

  it('refuses what is not', () => {
    expect(check('tailLines=-1'))
      .to.throw('PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0')
    expect(check('limitBytes=0')).to.throw('limitBytes: Invalid value: 0: must be greater than 0')
    expect(check('sinceSeconds=0')).to.throw('sinceSeconds: Invalid value: 0: must be greater than 0')
    expect(check('sinceSeconds=0&sinceTime=2020-01-01T00:00:00Z'))
      .to.throw('[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified')
    expect(check('stream=All')).to.throw('stream: Forbidden: may not be specified')
  })
})
