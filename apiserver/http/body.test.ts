import { expect } from 'chai'
import { PassThrough } from 'node:stream'
import { ApiError } from '../../apimachinery/api-error.ts'
import { bodyLimits } from '../../apimachinery/limits.ts'
import { isTooSlow, readBody } from './body.ts'
import type { Exchange } from './exchange.ts'

function requestWith(headers: Record<string, string> = {}) {
  const request = Object.assign(new PassThrough(), { headers })
  return { request, body: (limit?: number) => readBody({ request } as unknown as Exchange, limit) }
}

const codeOf = (reading: Promise<Buffer>): Promise<number> =>
  reading.then(() => 200, (error: unknown) => (error as ApiError).code)

describe('reading a body', () => {
  it('puts together what comes in pieces', async () => {
    const { request, body } = requestWith()
    const reading = body()
    request.write('{"a"')
    request.end(':1}')
    expect(String(await reading)).to.equal('{"a":1}')
  })

  it('is done at once where there is nothing', async () => {
    const { request, body } = requestWith()
    request.end()
    expect(await body()).to.have.length(0)
  })

  it('refuses one that says it is too long, and one that turns out to be, without waiting for its end', async () => {
    expect(await codeOf(requestWith({ 'content-length': '11' }).body(10))).to.equal(413)
    const { request, body } = requestWith()
    const reading = codeOf(body(10))
    request.write('x'.repeat(11))
    expect(await reading).to.equal(413)
  })

  it('fails when the client goes away before or in the midst', async () => {
    const { request, body } = requestWith()
    const reading = codeOf(body())
    request.write('{')
    request.destroy(new Error('reset'))
    expect(await reading).to.equal(400)
    expect(await codeOf(body())).to.equal(400)
  })

  it('is patient with a beginning and a steady line, not with one byte now and then', () => {
    const { patienceMilliseconds, bytesPerSecond } = bodyLimits
    expect(isTooSlow(0, patienceMilliseconds)).to.equal(false)
    expect(isTooSlow(0, patienceMilliseconds + 1)).to.equal(true)
    expect(isTooSlow(bytesPerSecond * 20, patienceMilliseconds + 19_000)).to.equal(false)
    expect(isTooSlow(20, patienceMilliseconds + 19_000)).to.equal(true)
  })
})
