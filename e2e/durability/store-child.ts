/**
 * The process that a store target kills: does to the store in its directory what it is told, and tells of every commit.
 */
import { KeyExistsError, RevisionMismatchError } from '../../apiserver/storage/store.ts'
import { openLevelStore } from '../../apiserver/storage/level/open.ts'
import type { Answer } from '../consistency/load/operation.ts'
import { decode, encode, type Order, type Report } from './store-protocol.ts'
import type { Event } from './target.ts'

const send = (report: Report) => process.send?.(report)
/** So few that history is compacted all the time, and more than a round writes. */
const store = await openLevelStore({ path: process.argv[2]!, limits: { historyEvents: 3000 } })
store.subscribe((events) => events.forEach((event) => send({ event: decode(event) })))
process.on('message', async (order: Order) => {
  if (order.do === 'list') {
    const objects: [string, { write: string; revision: number }][] = []
    for await (const { key, value, revision } of store.entries('')) {
      objects.push([key, decode({ type: 'put', key, value, revision }).version])
    }
    send({ id: order.id, listed: { revision: store.revision, objects } })
  } else if (order.do === 'history') {
    const events: Event[] = []
    for await (const event of store.history(order.after, '')) events.push(decode(event))
    send({ id: order.id, events })
  } else {
    send({ id: order.id, answer: await perform(order) })
  }
})
send({ ready: true })

async function perform({ key, action }: Order & { do: 'perform' }): Promise<Answer> {
  const write = 'write' in action ? encode(action.write) : Buffer.alloc(0)
  const expected = ('expected' in action ? action.expected : undefined) ?? (await revisionOf(key))
  try {
    if (action.verb === 'create') return { outcome: 'written', revision: (await store.create(key, write)).revision }
    if (action.verb === 'replace') {
      return { outcome: 'written', revision: (await store.update(key, write, expected)).revision }
    }
    await store.delete(key, expected)
    return { outcome: 'deleted' }
  } catch (error) {
    if (error instanceof KeyExistsError) return { outcome: 'exists' }
    if (error instanceof RevisionMismatchError) return { outcome: error.current === undefined ? 'missing' : 'conflict' }
    throw error
  }
}

async function revisionOf(key: string): Promise<number> {
  for await (const entry of store.entries(key)) if (entry.key === key) return entry.revision
  return 0
}
