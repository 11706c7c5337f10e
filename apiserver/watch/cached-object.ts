import { isDeepStrictEqual } from 'node:util'
import { parseExactJson } from '../../apimachinery/exact-json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { CachedObject } from './cache-contract.ts'
import { takeObject } from './known-values.ts'
import { withRevision } from './object-revision.ts'
import { spliceRevision } from './wire.ts'

/** Field selectors of a kind: label → value of an object. */
export type FieldSelectors = Readonly<Record<string, (object: KubeObject) => string>>

/** How many parsed objects are kept at least; the rest stay parsed only as long as someone else holds them. */
const keptParsed = 1024

/** Makes the cached objects of one resource from stored values. */
export function objectFactory(fieldSelectors: FieldSelectors, freeze: boolean) {
  const recent = new RecentlyParsed()
  return (key: string, value: Buffer, revision: number): CachedObject => {
    const stored = takeObject(value)
    const known = stored && withRevision(stored, revision)
    return new LazyObject(key, revision, spliceRevision(value, revision), fieldSelectors, { recent, freeze, known })
  }
}

interface Parsing {
  readonly recent: RecentlyParsed
  readonly freeze: boolean
}

class LazyObject implements CachedObject {
  readonly key: string
  readonly revision: number
  readonly bytes: Buffer
  readonly labels: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
  readonly #parsing: Parsing
  #parsed: KubeObject | WeakRef<KubeObject>

  constructor(
    key: string, revision: number, bytes: Buffer, fieldSelectors: FieldSelectors,
    { known, ...parsing }: Parsing & { known: KubeObject | undefined },
  ) {
    this.key = key
    this.revision = revision
    this.bytes = bytes
    this.#parsing = parsing
    const object = known === undefined ? this.#parse() : this.#take(known)
    this.labels = object.metadata.labels ?? noLabels
    this.fields = fieldsOf(object, fieldSelectors)
    this.#parsed = object
    parsing.recent.add(this)
  }

  get object(): KubeObject {
    const known = this.#parsed instanceof WeakRef ? this.#parsed.deref() : this.#parsed
    if (known !== undefined) return known
    const object = this.#parse()
    this.#parsed = object
    this.#parsing.recent.add(this)
    return object
  }

  /** Lets the garbage collector take the parsed form. */
  loosen(): void {
    if (!(this.#parsed instanceof WeakRef)) this.#parsed = new WeakRef(this.#parsed)
  }

  /** What the writer says it is; checked where tests look closely. */
  #take(object: KubeObject): KubeObject {
    if (!this.#parsing.freeze) return object
    if (!isDeepStrictEqual(object, parseExactJson(this.bytes.toString()))) throw new Error(`${this.key} is stored as another object than its writer says`)
    return deepFreeze(object)
  }

  #parse(): KubeObject {
    const object = parseExactJson(this.bytes.toString()) as KubeObject
    return this.#parsing.freeze ? deepFreeze(object) : object
  }
}

const noLabels: Readonly<Record<string, string>> = Object.freeze({})

/** A ring of the objects parsed last, which it keeps parsed. */
class RecentlyParsed {
  readonly #ring: (LazyObject | undefined)[] = []
  #at = 0

  add(object: LazyObject): void {
    this.#ring[this.#at]?.loosen()
    this.#ring[this.#at] = object
    this.#at = (this.#at + 1) % keptParsed
  }
}

function fieldsOf(object: KubeObject, selectors: FieldSelectors): Readonly<Record<string, string>> {
  const { name = '', namespace = '' } = object.metadata
  const fields: Record<string, string> = { 'metadata.name': name, 'metadata.namespace': namespace }
  for (const [label, valueOf] of Object.entries(selectors)) fields[label] = valueOf(object)
  return fields
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
