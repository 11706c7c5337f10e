import { expect } from 'chai'
import { once } from 'node:events'
import type { Handler } from './server.ts'
import { requestInProcess } from './in-process.ts'

const nobody = () => {}
const get = { method: 'GET', path: '/', headers: {} }

async function textOf(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a request within the process', () => {
  it('brings method, path, headers and body, and takes the answer back', async () => {
    const echo: Handler = (request, response) => {
      void textOf(request).then((text) => {
        response.setHeader('Content-Type', 'text/plain')
        response.statusCode = 201
        response.end(`${request.method} ${request.url} ${request.headers['x-asked']} ${text}`)
      })
    }
    const response = await requestInProcess(echo, {
      method: 'POST', path: '/a?b=1', headers: { 'x-asked': 'yes' }, body: 'häuser',
    }, nobody)
    expect(response.statusCode).to.equal(201)
    expect(await textOf(response)).to.equal('POST /a?b=1 yes häuser')
  })

  it('holds the server back while nobody reads', async () => {
    let accepted = 0
    const pour: Handler = (_request, response) => {
      const chunk = Buffer.alloc(16 * 1024)
      while (accepted < 1000 && response.write(chunk)) accepted++
    }
    await requestInProcess(pour, get, nobody)
    expect(accepted).to.be.lessThan(10)
  })

  it('tells the server when the reader leaves, and the reader when the server does', async () => {
    const left = new AbortController()
    const open: Handler = (_request, response) => {
      response.once('close', () => left.abort())
      response.write('one')
    }
    const stop = new AbortController()
    const response = await requestInProcess(open, { ...get, signal: stop.signal }, nobody)
    const gone = once(left.signal, 'abort')
    stop.abort(new Error('enough'))
    await gone
    expect(await textOf(response).catch((error: Error) => error.message)).to.equal('enough')

    const broken: Handler = (_request, given) => {
      given.write('half')
      setImmediate(() => given.destroy())
    }
    const half = await requestInProcess(broken, get, nobody)
    expect(await textOf(half).catch((error: Error) => error.message)).to.equal('the server gave the answer up')
  })

  it('emits close after a finished answer', async () => {
    const closed = new AbortController()
    const quick: Handler = (_request, response) => {
      response.once('close', () => closed.abort())
      response.end('done')
    }
    const gone = once(closed.signal, 'abort')
    expect(await textOf(await requestInProcess(quick, get, nobody))).to.equal('done')
    await gone
  })
})
