import { expect } from 'chai'
import { estimateSeats } from './estimate-seats.ts'
import { parseRequestInfo } from './request-info.ts'

const pods = '/api/v1/namespaces/default/pods'

describe('the seats of a request', () => {
  const cases: [string, string, number][] = [
    ['GET', pods, 10],
    ['GET', `${pods}?limit=250`, 3],
    ['GET', `${pods}?limit=250&labelSelector=a`, 10],
    ['GET', `${pods}?limit=9999`, 10],
    ['GET', `${pods}?limit=x`, 10],
    ['GET', `${pods}/web`, 1],
    ['POST', pods, 1],
    ['GET', `${pods}?watch=1`, 10],
    ['GET', `${pods}?watch=1&resourceVersion=0`, 10],
    ['GET', `${pods}?watch=1&resourceVersion=7`, 1],
    ['GET', `${pods}?watch=1&resourceVersion=7&sendInitialEvents=true`, 10],
    ['GET', '/version', 1],
  ]
  for (const [method, url, seats] of cases) {
    it(`are ${seats} for ${method} ${url} where there are a thousand`, () => {
      const [path = '', search] = url.split('?')
      const query = new URLSearchParams(search)
      expect(estimateSeats({ info: parseRequestInfo(method, path, query), query }, () => 1000)).to.equal(seats)
    })
  }

  it('are one where there is nothing', () => {
    expect(estimateSeats(
      { info: parseRequestInfo('GET', pods, new URLSearchParams()), query: new URLSearchParams() }, () => 0,
    )).to.equal(1)
  })
})
