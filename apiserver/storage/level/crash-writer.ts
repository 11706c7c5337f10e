/** The child of the crash test: writes for ever to the directory it is given, and prints each acknowledged key. */
import { openLevelStore } from './open.ts'

const store = await openLevelStore({ path: process.argv[2]!, volatile: (key) => key.startsWith('/leases/') })
let lease = await store.create('/leases/node', Buffer.from('0'))
const write = async (writer: number) => {
  for (let n = 0; ; n++) {
    const { key, revision } = await store.create(`/objects/${writer}-${n}`, Buffer.from(String(n)))
    process.stdout.write(`${revision} ${key}\n`)
    if (writer !== 0) continue
    lease = await store.update(lease.key, Buffer.from(String(n)), lease.revision)
    process.stdout.write(`${lease.revision} -\n`)
  }
}
await Promise.all([0, 1, 2, 3].map(write))
