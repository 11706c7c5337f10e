import { setTimeout as wait } from 'node:timers/promises'

/**
 * Asks again and again until `check` neither throws nor answers false; then gives its answer.
 * Throws its last error after `withinMs`.
 */
export async function until<T>(check: () => Promise<T>, withinMs = 60_000, everyMs = 100): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    let last: unknown = 'the answer was false'
    try {
      const answer = await check()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    if (Date.now() > end) {
      throw new Error(`not within ${withinMs} ms: ${last instanceof Error ? last.message : String(last)}`)
    }
    await wait(everyMs)
  }
}
