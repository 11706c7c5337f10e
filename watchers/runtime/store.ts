import type { KubeObject } from '../../apimachinery/meta.ts'

/** `namespace/name`, and `name` for what has no namespace: how queues and stores name an object. */
export function keyOf({ metadata }: KubeObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name ?? ''
}

/** The two halves of a key. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return slash === -1 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** The values under which an object is found again. */
export type IndexFunction = (object: KubeObject) => string[]

/** What a controller reads: objects are shared and must not be changed. */
export interface Lister<T extends KubeObject = KubeObject> {
  get(key: string): T | undefined
  list(): T[]
  /** Objects for which the index function gave `value`. */
  by(index: string, value: string): T[]
}

/** Every object of one collection, with indices kept up to date. */
export class Store<T extends KubeObject = KubeObject> implements Lister<T> {
  private readonly objects = new Map<string, T>()
  private readonly indices = new Map<string, { of: IndexFunction; found: Map<string, Map<string, T>> }>()

  /** Adding an index twice is harmless; the first function stays. */
  addIndex(name: string, of: IndexFunction): void {
    if (this.indices.has(name)) return
    this.indices.set(name, { of, found: new Map() })
    for (const [key, object] of this.objects) this.index(name, key, object)
  }

  get(key: string): T | undefined {
    return this.objects.get(key)
  }

  list(): T[] {
    return [...this.objects.values()]
  }

  keys(): string[] {
    return [...this.objects.keys()]
  }

  by(index: string, value: string): T[] {
    const entry = this.indices.get(index)
    if (entry === undefined) throw new RangeError(`cannot look up by "${index}": there is no such index`)
    return [...entry.found.get(value)?.values() ?? []]
  }

  /** Puts the object in place of the one with its key and returns that one. */
  set(object: T): T | undefined {
    const key = keyOf(object)
    const old = this.delete(key)
    this.objects.set(key, object)
    for (const name of this.indices.keys()) this.index(name, key, object)
    return old
  }

  delete(key: string): T | undefined {
    const old = this.objects.get(key)
    if (old === undefined) return undefined
    this.objects.delete(key)
    for (const { of, found } of this.indices.values()) {
      for (const value of of(old)) {
        const keys = found.get(value)
        keys?.delete(key)
        if (keys?.size === 0) found.delete(value)
      }
    }
    return old
  }

  private index(name: string, key: string, object: T): void {
    const { of, found } = this.indices.get(name)!
    for (const value of of(object)) {
      const keys = found.get(value) ?? new Map<string, T>()
      keys.set(key, object)
      found.set(value, keys)
    }
  }
}
