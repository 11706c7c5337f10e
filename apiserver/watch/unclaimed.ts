import type { Entry } from '../storage/store.ts'

/**
 * Entries that no resource has asked for yet: by the first two parts of their keys,
 * so that a resource looks only through its own.
 */
export class UnclaimedEntries {
  readonly #drawers = new Map<string, Map<string, Entry>>()

  get size(): number {
    return [...this.#drawers.values()].reduce((sum, { size }) => sum + size, 0)
  }

  put(entry: Entry): void {
    const name = drawerOf(entry.key)
    const drawer = this.#drawers.get(name)
    if (drawer) drawer.set(entry.key, entry)
    else this.#drawers.set(name, new Map([[entry.key, entry]]))
  }

  delete(key: string): void {
    this.#drawers.get(drawerOf(key))?.delete(key)
  }

  /** Removes and gives all with a prefix, in key order. */
  take(prefix: string): Entry[] {
    const taken: Entry[] = []
    for (const [name, drawer] of this.#drawers) {
      if (!name.startsWith(prefix) && !prefix.startsWith(name)) continue
      for (const entry of drawer.values()) if (entry.key.startsWith(prefix)) taken.push(entry)
      for (const { key } of taken) drawer.delete(key)
      if (drawer.size === 0) this.#drawers.delete(name)
    }
    return inOrder(taken)
  }
}

/** `/registry/pods/` of `/registry/pods/default/web`. */
function drawerOf(key: string): string {
  const first = key.indexOf('/', 1)
  const second = first < 0 ? -1 : key.indexOf('/', first + 1)
  return key.slice(0, (second < 0 ? first : second) + 1)
}

/** They come from the disk in order of bytes, which nearly always is that of JavaScript's strings. */
function inOrder(entries: Entry[]): Entry[] {
  const sorted = entries.every((entry, at) => at === 0 || entries[at - 1]!.key < entry.key)
  return sorted ? entries : entries.sort((one, other) => (one.key < other.key ? -1 : 1))
}
