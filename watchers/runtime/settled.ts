import { setImmediate as nextTurn } from 'node:timers/promises'

/** Resolves when all that was begun by now has gone as far as it can without the clock moving; for tests. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await nextTurn()
}
