/**
 * Does something with each of many, so many of them at a time, in order. Rejects with the first failure; groups behind it
 * are not begun.
 */
export async function inGroups<T>(items: readonly T[], size: number, act: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += size) await Promise.all(items.slice(at, at + size).map(act))
}
