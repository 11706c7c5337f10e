import { inspect } from 'node:util'
import { mutate } from './mutate.ts'
import { createRandom } from './random.ts'

/** What is fuzzed, and with what. */
export interface FuzzTarget {
  /** Inputs that are right, or nearly. */
  seeds: readonly (string | Buffer)[]
  /** Words of the language, put in anywhere. */
  tokens?: readonly string[]
  /** Errors that may be thrown: what the contract of the target names. Everything else is a fault. */
  refusals?: readonly (abstract new (...parts: never[]) => Error)[]
  /** Whether a refusal is one that the contract allows; by default every one of its class is. */
  allows?(error: Error): boolean
  /** How many inputs; FUZZ_SECONDS asks for a time instead. */
  rounds?: number
  /** Reads the input, and throws when a law does not hold. */
  run(input: Buffer): unknown
}

/** The same inputs each time, unless FUZZ_SEED says otherwise. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const milliseconds = Number(process.env['FUZZ_SECONDS'] ?? 0) * 1000
/** A round that never ends is a fault; a machine with more to do is none. */
const patienceMilliseconds = 120_000

/** A test that `target` survives every input: it answers, or refuses as its contract says. */
export function fuzz(title: string, target: FuzzTarget): void {
  it(title, async function () {
    this.timeout(milliseconds > 0 ? 0 : patienceMilliseconds)
    await runFuzz(target)
  })
}

/** The seeds as they are, then changed ones. Throws with the seed, the round and the input that was too much. */
export async function runFuzz(
  { seeds, tokens = [], refusals = [], allows, rounds = 500, run }: FuzzTarget,
): Promise<void> {
  const given = seeds.map((input) => Buffer.from(input))
  const words = tokens.map((word) => Buffer.from(word))
  const until = performance.now() + milliseconds
  const goesOn = (round: number): boolean => (milliseconds > 0 ? performance.now() < until : round < rounds)
  for (let round = -given.length; round < 0 || goesOn(round); round++) {
    const input = given[round + given.length] ?? mutate(createRandom(seed * 1_000_003 + round), given, words)
    try {
      await run(input)
    } catch (error) {
      if (error instanceof Error && refusals.some((kind) => error instanceof kind) && (allows?.(error) ?? true)) {
        continue
      }
      throw new Error(`fuzz: seed ${seed}, round ${round}, input ${shown(input)}: ${inspect(error)}`, { cause: error })
    }
  }
}

function shown(input: Buffer): string {
  const text = input.toString()
  return Buffer.from(text).equals(input)
    ? JSON.stringify(text.slice(0, 2000))
    : `base64 ${input.toString('base64').slice(0, 2000)}`
}
