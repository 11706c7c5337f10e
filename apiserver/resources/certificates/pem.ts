/** One block of a PEM text. */
export interface PemBlock {
  type: string
  hasHeaders: boolean
  der: Buffer
}

/**
 * The blocks of a text, what stands around them left out; one that does not end as it begins is none. Upstream:
 * pem.Decode. The text is looked at by lines, once: a client may send a hundred thousand blocks that begin and never
 * end.
 */
export function pemBlocks(text: string): PemBlock[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const ends = lines.flatMap((line, at) => (line.startsWith('-----END ') ? [at] : []))
  const blocks: PemBlock[] = []
  let next = 0
  for (let at = 0; at < lines.length; at++) {
    const type = labelOf(lines[at]!, '-----BEGIN ')
    if (type === undefined) continue
    while (next < ends.length && ends[next]! <= at) next++
    const end = ends[next]
    if (end === undefined) break
    if (labelOf(lines[end]!, '-----END ') !== type) continue
    blocks.push(blockOf(type, lines.slice(at + 1, end)))
    at = end
  }
  return blocks
}

const dashes = '-----'

/** What stands between the marker and the dashes of a line; undefined when it is no such line. */
function labelOf(line: string, marker: string): string | undefined {
  if (!line.startsWith(marker)) return undefined
  const end = line.lastIndexOf(dashes)
  return end >= marker.length && /^[ \t]*$/.test(line.slice(end + dashes.length))
    ? line.slice(marker.length, end)
    : undefined
}

/** Headers stand first and have a colon, which base64 has not. */
function blockOf(type: string, inside: readonly string[]): PemBlock {
  const body = inside.findIndex((line) => !line.includes(':'))
  const data = inside.slice(body < 0 ? inside.length : body)
  return { type, hasHeaders: body !== 0 && inside.length > 0, der: Buffer.from(data.join(''), 'base64') }
}
