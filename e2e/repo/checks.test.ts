import { expect } from 'chai'
import { run } from '../harness/coracle.ts'
import { repository } from '../harness/tools.ts'

/** The compiler and the linter read the whole tree. */
const patienceMs = 240_000

describe('the repository', function () {
  this.timeout(patienceMs)

  it('type-checks', async () => {
    const { code, stdout } = await run('tsc', ['--project', repository])
    expect(stdout).to.equal('')
    expect(code).to.equal(0)
  })

  it('passes the linter', async () => {
    const { code, stdout } = await run('oxlint', ['--quiet', repository])
    expect(code, stdout).to.equal(0)
  })
})
