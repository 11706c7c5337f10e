/** A source of chance that a seed repeats. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number
  /** A whole number, at least 0 and below `end`. */
  below(end: number): number
  pick<T>(choices: readonly T[]): T
  /** Another source, of which only the seed is drawn from this one: what one worker draws does not shift another's. */
  fork(): Random
}

/** Weyl's sequence, mixed: small, and even enough to choose operations by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    pick: (choices) => choices[below(choices.length)]!,
    fork: () => randomFrom(below(2 ** 32)),
  }
}
