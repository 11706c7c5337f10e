/** A place on a roll. */
export interface Place<T> {
  item: T | undefined
  before: Place<T> | undefined
  behind: Place<T> | undefined
}

/**
 * Who is there, in the order in which they came. For many who come and go quickly: a Map or Set would do, but those that V8
 * outgrows point to what follows them, so that one which has grown old keeps all that is young alive. A place that is left
 * points to nothing.
 */
export class Roll<T> {
  #first: Place<T> | undefined
  #last: Place<T> | undefined

  /** The place of who came first of those that are there. */
  get first(): Place<T> | undefined {
    return this.#first
  }

  /** The place to leave later. */
  add(item: T): Place<T> {
    const place: Place<T> = { item, before: this.#last, behind: undefined }
    if (this.#last) this.#last.behind = place
    else this.#first = place
    this.#last = place
    return place
  }

  /** Leaving twice is fine. */
  leave(place: Place<T>): void {
    const { before, behind } = place
    if (place.item === undefined) return
    if (before) before.behind = behind
    else this.#first = behind
    if (behind) behind.before = before
    else this.#last = before
    place.item = place.before = place.behind = undefined
  }

  /** Who is there now. */
  all(): T[] {
    const items: T[] = []
    for (let place = this.#first; place; place = place.behind) items.push(place.item!)
    return items
  }
}
