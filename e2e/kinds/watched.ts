import { once } from 'node:events'
import { request } from 'node:https'
import type { Coracle } from '../harness/coracle.ts'
import { administratorOf } from '../harness/request.ts'

/** A watch that has begun: the types of its events, once an object was deleted. */
export interface Watched {
  untilDeleted: Promise<readonly string[]>
}

/** Watches one object from now on. */
export async function watchOne(coracle: Coracle, path: string, name: string): Promise<Watched> {
  const query = `watch=1&fieldSelector=metadata.name%3D${encodeURIComponent(name)}`
  const asked = request({
    host: '127.0.0.1', port: coracle.port, path: `${path}?${query}`, ...administratorOf(coracle),
  })
  asked.end()
  const [response] = await once(asked, 'response')
  return { untilDeleted: typesOf(response).finally(() => asked.destroy()) }
}

async function typesOf(lines: AsyncIterable<Buffer>): Promise<readonly string[]> {
  const types: string[] = []
  let text = ''
  for await (const chunk of lines) {
    text += chunk.toString()
    const whole = text.split('\n')
    text = whole.pop()!
    for (const line of whole) types.push(JSON.parse(line).type)
    if (types.at(-1) === 'DELETED') return types
  }
  return types
}
