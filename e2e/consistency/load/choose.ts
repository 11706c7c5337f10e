import type { Action, Operation } from './operation.ts'
import type { Random } from './random.ts'

/** The revisions that a client has seen last, by key. */
export type Memory = Map<string, number>

/** One of the verbs; a write sometimes without a precondition, often with one that is out of date by now. */
export function choose(
  random: Random, verbs: readonly Action['verb'][], known: number | undefined, write: string,
): Action {
  const verb = random.pick(verbs)
  const color = random.pick(['red', 'blue'])
  const expected = random.below(4) === 0 ? undefined : known
  switch (verb) {
    case 'create':
    case 'patch':
      return { verb, write, color }
    case 'replace':
      return { verb, write, color, expected }
    case 'delete':
      return { verb, expected }
    case 'list':
      return random.below(2) === 0 ? { verb } : { verb, limit: 1 + random.below(3) }
    case 'get':
      return { verb }
  }
}

/** A client remembers what it saw, not always the last of it. */
export function remember(memory: Memory, { key, answer }: Operation, random: Random): void {
  const forgetful = random.below(5) === 0
  if (forgetful || answer === undefined) return
  if (answer.outcome === 'written') memory.set(key, answer.revision)
  if (answer.outcome === 'found') memory.set(key, answer.version.revision)
  if (answer.outcome === 'listed') for (const [item, { revision }] of answer.items) memory.set(item, revision)
}
