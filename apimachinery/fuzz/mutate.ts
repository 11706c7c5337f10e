import type { Random } from './random.ts'

/** No input grows beyond this: what is slow for long inputs is found by measuring how the time grows, not here. */
const longest = 64 * 1024

/** Pieces that parsers of all sorts have stumbled over. */
const sharp = [
  '', '\0', '..', '/', '%2f', '%00', '__proto__', 'constructor', 'toString', '-1', '1e400', '9223372036854775808',
  'null', '[]', '{}', '""',
  '\u2028', '\ud800', '\\', '\\u0000', '"', "'", ',', ':', '=', '!', '(', ')', '{', '}', '[', ']', '<', '&', '*', '|',
  '#', ' ', '\n', '\r\n', '\t',
].map((text) => Buffer.from(text))

/** One of the seeds with one to eight changes. `tokens` are words of the language that is fuzzed. */
export function mutate(random: Random, seeds: readonly Buffer[], tokens: readonly Buffer[]): Buffer {
  let bytes = random.pick(seeds)
  for (let left = 1 + random.below(8); left > 0; left--) bytes = changed(bytes, random, seeds, tokens)
  return bytes.subarray(0, longest)
}

function changed(bytes: Buffer, random: Random, seeds: readonly Buffer[], tokens: readonly Buffer[]): Buffer {
  const start = random.below(bytes.length + 1)
  const end = start + random.below(Math.min(bytes.length - start, 32) + 1)
  const piece = bytes.subarray(start, end)
  const between = (...parts: Buffer[]): Buffer =>
    Buffer.concat([bytes.subarray(0, start), ...parts, bytes.subarray(end)])
  switch (random.below(9)) {
    case 0: return between()
    case 1: return between(piece, piece)
    case 2: return between(Buffer.from([random.below(256)]))
    case 3: return flipped(bytes, random)
    case 4: return between(random.pick(sharp))
    case 5: return between(tokens.length > 0 ? random.pick(tokens) : random.pick(sharp), piece)
    case 6: return bytes.subarray(0, start)
    case 7: return spliced(bytes.subarray(0, start), random.pick(seeds), random)
    default: return between(...Array<Buffer>(2 + random.below(30)).fill(piece))
  }
}

function flipped(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes
  const copy = Buffer.from(bytes)
  copy[random.below(copy.length)]! ^= 1 << random.below(8)
  return copy
}

function spliced(head: Buffer, other: Buffer, random: Random): Buffer {
  return Buffer.concat([head, other.subarray(random.below(other.length + 1))])
}
