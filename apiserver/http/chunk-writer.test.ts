import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { chunkWriter } from './chunk-writer.ts'

/** What a client reads of answers that `answer` writes, one after another on one connection. */
async function answers(answer: (response: ServerResponse) => void, count: number): Promise<string[]> {
  const server = createServer((_, response) => {
    response.flushHeaders()
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { port } = server.address() as AddressInfo
  const texts: string[] = []
  for (let at = 0; at < count; at++) {
    const [message] = await once(get({ port, host: '127.0.0.1', agent }), 'response') as [IncomingMessage]
    texts.push(Buffer.concat(await message.toArray()).toString())
  }
  agent.destroy()
  server.close()
  return texts
}

describe('a writer of chunks', () => {
  it('writes what a client reads as one answer, on a connection that is used again', async () => {
    const shared = Buffer.from('zwei\n')
    const told = await answers((response) => {
      const writer = chunkWriter(response)
      writer.write(Buffer.from('eins\n'))
      writer.write(shared)
      writer.write(shared)
      writer.release()
      response.end()
    }, 3)
    expect(told).to.deep.equal(Array(3).fill('eins\nzwei\nzwei\n'))
  })

  it('says when the client is slower, and when it has caught up', async () => {
    const large = Buffer.alloc(1 << 20, 'x')
    const [text] = await answers((response) => {
      const writer = chunkWriter(response)
      let left = 20
      const send = (): void => {
        while (left-- > 0) if (!writer.write(large)) return
        writer.release()
        response.end()
      }
      writer.onDrain(send)
      send()
    }, 1)
    expect(text).to.have.length(20 << 20)
  })
})
