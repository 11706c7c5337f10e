import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkLinearizable, type Operation } from './check.ts'
import { parseJepsenLog, register, type RegisterInput, type RegisterOutput } from './register.ts'

type Registered = Operation<RegisterInput, RegisterOutput>

const write = (value: string, invoked: number, returned?: number): Registered =>
  ({ input: { kind: 'write', value }, output: returned === undefined ? undefined : true, invoked, returned })
const read = (value: string, invoked: number, returned: number): Registered => ({
  input: { kind: 'read' }, output: value, invoked, returned,
})
const cas = (
  expected: string, value: string, output: boolean | undefined, invoked: number, returned?: number,
): Registered =>
  ({ input: { kind: 'cas', expected, value }, output, invoked, returned })
const verdict = (...operations: Registered[]) => checkLinearizable(register, operations).kind

describe('the linearizability checker', () => {
  it('lets concurrent operations take effect in either order', () => {
    expect(verdict(write('100', 0, 100), read('100', 25, 75), read('nil', 30, 60))).to.equal('linearizable')
  })

  it('finds a read that goes back behind another that has ended', () => {
    expect(verdict(write('200', 0, 100), read('200', 10, 30), read('nil', 40, 90))).to.equal('not linearizable')
  })

  it('finds a stale read', () => {
    expect(verdict(write('1', 0, 1), write('2', 2, 3), read('1', 4, 5))).to.equal('not linearizable')
  })

  it('finds a lost update', () => {
    expect(verdict(write('1', 0, 1), cas('1', '2', true, 2, 10), cas('1', '3', true, 3, 11)))
      .to.equal('not linearizable')
  })

  it('keeps what never returned open to the end: done late, or never', () => {
    expect(verdict(write('1', 0), read('nil', 1, 2), read('1', 3, 4))).to.equal('linearizable')
    expect(verdict(write('1', 0), read('nil', 1, 2), read('nil', 3, 4))).to.equal('linearizable')
    expect(verdict(write('1', 0), read('1', 1, 2), read('nil', 3, 4))).to.equal('not linearizable')
  })

  it('does not take what never returned before it was asked for', () => {
    expect(verdict(read('1', 0, 1), write('1', 2))).to.equal('not linearizable')
  })

  it('gives an order that the model can follow', () => {
    const operations = [write('1', 0, 9), cas('1', '2', true, 1, 8), read('nil', 2, 7), read('2', 3, 6)]
    const found = checkLinearizable(register, operations)
    expect(found).to.deep.equal({ kind: 'linearizable', order: [2, 0, 1, 3] })
  })

  it('is undecided beyond its steps', () => {
    const writes = Array.from({ length: 12 }, (_, index) => write(String(index), index, 100 + index))
    const history = [...writes, read('none of them', 50, 200)]
    expect(checkLinearizable(register, history, 1000)).to.deep.equal({ kind: 'undecided', steps: 1000 })
    expect(checkLinearizable(register, history).kind).to.equal('not linearizable')
  })

  for (const [name, kind] of [['000', 'not linearizable'], ['005', 'linearizable'], ['097', 'not linearizable']]) {
    it(`finds etcd's history ${name}, which Jepsen recorded, ${kind}`, () => {
      const operations = parseJepsenLog(
        readFileSync(join(import.meta.dirname, 'histories', `etcd-${name}.log`), 'utf8'),
      )
      expect(operations.length).to.be.greaterThan(70)
      expect(checkLinearizable(register, operations).kind).to.equal(kind)
    })
  }
})
