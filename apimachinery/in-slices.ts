import { ownTurn } from './own-turn.ts'

/** So long may one piece of a long work hold up all others, in milliseconds. */
const sliceMilliseconds = 10
/** A look at the clock costs as much as some of the work. */
const between = 16

/**
 * Does something with each of many, in slices of time between which all others get their turn. Nothing of it is done in
 * the turn of who asks: of five hundred who ask at once, each has his own. `act` ends it by true.
 */
export async function inSlices<T>(
  items: Iterable<T>, act: (item: T) => unknown, now = (): number => performance.now(),
): Promise<void> {
  await ownTurn()
  let end = now() + sliceMilliseconds
  let count = 0
  for (const item of items) {
    if (act(item) === true) return
    if (++count % between !== 0 || now() < end) continue
    await ownTurn()
    end = now() + sliceMilliseconds
  }
}
