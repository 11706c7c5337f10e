import { expect } from 'chai'
import { estimateSeats, type Extent } from './estimate-seats.ts'
import { parseRequestInfo } from './request-info.ts'

const pods = '/api/v1/namespaces/default/pods'

function seatsOf(url: string, extent: Extent, method = 'GET'): number {
  const [path = '', search] = url.split('?')
  const query = new URLSearchParams(search)
  return estimateSeats({ info: parseRequestInfo(method, path, query), query }, () => extent)
}

describe('the seats of a request', () => {
  const thousand: Extent = { count: 1000, averageBytes: 800 }
  const cases: [string, string, number][] = [
    ['GET', pods, 8],
    ['GET', `${pods}?limit=250`, 2],
    ['GET', `${pods}?limit=250&labelSelector=a`, 2],
    ['GET', `${pods}?labelSelector=a`, 8],
    ['GET', `${pods}?limit=9999`, 8],
    ['GET', `${pods}?limit=x`, 8],
    ['GET', `${pods}?limit=-1`, 8],
    ['GET', `${pods}?fieldSelector=metadata.name%3Da`, 1],
    ['GET', `${pods}/web`, 1],
    ['POST', pods, 1],
    ['GET', `${pods}?watch=1`, 8],
    ['GET', `${pods}?watch=1&resourceVersion=0`, 8],
    ['GET', `${pods}?watch=1&resourceVersion=7`, 1],
    ['GET', `${pods}?watch=1&resourceVersion=7&sendInitialEvents=true`, 8],
    ['GET', '/version', 1],
  ]
  for (const [method, url, seats] of cases) {
    it(`are ${seats} for ${method} ${url} where there are a thousand of 800 bytes`, () => {
      expect(seatsOf(url, thousand, method)).to.equal(seats)
    })
  }

  it('are as many as a hundred thousand bytes each need, and no more than a list holds at a time', () => {
    expect(seatsOf(pods, { count: 2, averageBytes: 150_000 })).to.equal(3)
    expect(seatsOf(`${pods}?limit=1`, { count: 2, averageBytes: 150_000 })).to.equal(2)
    expect(seatsOf(pods, { count: 10_000, averageBytes: 150_000 })).to.equal(10)
    expect(seatsOf(pods, { count: 10_000, averageBytes: 100 })).to.equal(10)
    expect(seatsOf(`${pods}?fieldSelector=metadata.name%3Da`, { count: 9, averageBytes: 250_000 })).to.equal(3)
  })

  it('are one where there is nothing', () => {
    expect(seatsOf(pods, { count: 0, averageBytes: 0 })).to.equal(1)
  })
})
