import { isDeepStrictEqual } from 'node:util'
import { parseExactJson } from '../../apimachinery/exact-json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { CachedObject, ReadDecorator } from './cache-contract.ts'
import { takeObject } from './known-values.ts'
import { withRevision } from './object-revision.ts'
import { spliceRevision, wireBytes } from './wire.ts'

/** Field selectors of a kind: label → value of an object. */
export type FieldSelectors = Readonly<Record<string, (object: KubeObject) => string>>

/** How many parsed objects are kept at least; the rest stay parsed only as long as someone else holds them. */
const keptParsed = 256

/** Makes the cached objects of one resource from stored values. */
export function objectFactory(fieldSelectors: FieldSelectors, freeze: boolean, decorate?: ReadDecorator) {
  const kind: Kind = { recent: new RecentlyParsed(), freeze, fieldSelectors }
  const make = (key: string, value: Buffer, revision: number): LazyObject => {
    const stored = takeObject(value)
    return new LazyObject(
      key, revision, spliceRevision(value, revision), kind, stored && withRevision(stored, revision),
    )
  }
  if (decorate === undefined) return make
  return (key: string, value: Buffer, revision: number): CachedObject => {
    const stored = make(key, value, revision)
    const shown = decorate(stored.object)
    return shown === stored.object ? stored : new DecoratedObject(stored, shown, kind)
  }
}

/** What the objects of one resource share. */
interface Kind {
  readonly recent: RecentlyParsed
  readonly freeze: boolean
  readonly fieldSelectors: FieldSelectors
}

/** Parsed when somebody asks for the object, or for what selectors need: at a start with many objects, most are not. */
class LazyObject implements CachedObject {
  readonly key: string
  readonly revision: number
  readonly bytes: Buffer
  readonly #kind: Kind
  #parsed: KubeObject | WeakRef<KubeObject> | undefined
  #labels: Readonly<Record<string, string>> | undefined
  #fields: Readonly<Record<string, string>> | undefined

  /** `known` is what the bytes say, when somebody knows. */
  constructor(key: string, revision: number, bytes: Buffer, kind: Kind, known: KubeObject | undefined) {
    this.key = key
    this.revision = revision
    this.bytes = bytes
    this.#kind = kind
    if (known === undefined) return
    this.#learn(this.#take(known))
    this.#keep(known)
  }

  get object(): KubeObject {
    return this.#known() ?? this.#keep(this.#parse())
  }

  get labels(): Readonly<Record<string, string>> {
    if (this.#labels === undefined) this.#learn(this.#known() ?? this.#parse())
    return this.#labels!
  }

  get fields(): Readonly<Record<string, string>> {
    if (this.#fields === undefined) this.#learn(this.#known() ?? this.#parse())
    return this.#fields!
  }

  /** Lets the garbage collector take the parsed form. */
  loosen(): void {
    if (this.#parsed !== undefined && !(this.#parsed instanceof WeakRef)) this.#parsed = new WeakRef(this.#parsed)
  }

  #known(): KubeObject | undefined {
    return this.#parsed instanceof WeakRef ? this.#parsed.deref() : this.#parsed
  }

  #keep(object: KubeObject): KubeObject {
    this.#parsed = object
    this.#kind.recent.add(this)
    return object
  }

  #learn(object: KubeObject): void {
    this.#labels = object.metadata.labels ?? noLabels
    this.#fields = fieldsOf(object, this.#kind.fieldSelectors)
  }

  /** What the writer says it is; checked where tests look closely. */
  #take(object: KubeObject): KubeObject {
    if (!this.#kind.freeze) return object
    if (!isDeepStrictEqual(object, parseExactJson(this.bytes.toString()))) {
      throw new Error(`${this.key} is stored as another object than its writer says`)
    }
    return deepFreeze(object)
  }

  #parse(): KubeObject {
    const object = parseExactJson(this.bytes.toString()) as KubeObject
    return this.#kind.freeze ? deepFreeze(object) : object
  }
}

/** One that is shown in another form than it is stored in. */
class DecoratedObject extends LazyObject {
  readonly stored: CachedObject

  constructor(stored: CachedObject, shown: KubeObject, kind: Kind) {
    super(stored.key, stored.revision, wireBytes(JSON.stringify(shown)), kind, shown)
    this.stored = stored
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
