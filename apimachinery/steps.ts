import { ownTurn } from './own-turn.ts'

/** A work in steps: where it yields, others may have their turns. */
export type Steps<T> = Generator<void, T, void>

/** Does a work without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Does each step of a work in a turn of the event loop of its own, the first in the present one. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await ownTurn()
  }
}
