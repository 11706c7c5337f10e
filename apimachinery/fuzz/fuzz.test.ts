import { expect } from 'chai'
import { runFuzz } from './fuzz.ts'
import { mutate } from './mutate.ts'
import { createRandom } from './random.ts'

const failure = async (target: Parameters<typeof runFuzz>[0]): Promise<Error> => {
  try {
    await runFuzz(target)
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was found')
}

describe('the fuzzer', () => {
  it('finds a parser that trips over one byte, and says how to see it again', async () => {
    const run = (input: Buffer) => {
      if (input.includes('__proto__')) throw new TypeError('tripped')
    }
    expect((await failure({ seeds: ['{"a":1}'], run })).message)
      .to.match(/seed 1, round \d+, input ".*__proto__.*: TypeError: tripped/s)
  })

  it('lets pass what the contract names, and nothing else', async () => {
    const throwing = (error: Error) => () => { throw error }
    await runFuzz({ seeds: ['a'], refusals: [SyntaxError], run: throwing(new SyntaxError('no')) })
    expect((await failure({ seeds: ['a'], refusals: [SyntaxError], run: throwing(new RangeError('no')) })).message)
      .to.contain('RangeError')
    const allows = ({ message }: Error) => message !== 'no'
    expect(
      (await failure({ seeds: ['a'], refusals: [SyntaxError], allows, run: throwing(new SyntaxError('no')) })).message,
    ).to.contain('SyntaxError')
  })

  it('makes the same inputs of the same seed, and others of others', () => {
    const inputs = (seed: number) => Array.from({ length: 50 }, (_, round) =>
      mutate(createRandom(seed + round), [Buffer.from('one seed'), Buffer.from('another')], []).toString('hex'))
    expect(inputs(1)).to.deep.equal(inputs(1))
    expect(new Set([...inputs(1), ...inputs(1000)]).size).to.be.greaterThan(80)
  })
})
