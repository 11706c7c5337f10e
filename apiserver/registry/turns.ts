import type { ResourceCache } from '../watch/cache-contract.ts'

/** Who waits for a key, by key; a key that somebody has is there. */
const waiting = new WeakMap<ResourceCache, Map<string, (() => void)[]>>()

/**
 * Runs one action after another for each key, in the order in which they came. Writers of one object who race do all
 * their work again for each one who was faster: of a hundred, the last would a hundred times.
 *
 * @param action Must not ask for the same key again.
 */
export async function inTurn<T>(cache: ResourceCache, key: string, action: () => Promise<T>): Promise<T> {
  const queues = waiting.get(cache) ?? new Map<string, (() => void)[]>()
  waiting.set(cache, queues)
  const queue = queues.get(key)
  if (queue) await new Promise<void>((resolve) => queue.push(resolve))
  else queues.set(key, [])
  try {
    return await action()
  } finally {
    const next = queues.get(key)?.shift()
    if (next) next()
    else queues.delete(key)
  }
}
