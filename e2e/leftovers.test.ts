import { expect } from 'chai'
import { startedServers } from './harness/coracle.ts'
import { tracesOf } from './harness/leftovers.ts'

/** Outside of any suite: it comes after all tests of all files. */
after('leave no process, mount, container or network behind', async function () {
  this.timeout(120_000)
  const left = await Promise.all(startedServers().map(tracesOf))
  expect(left.flat()).to.deep.equal([])
})
