/** One block of a PEM text. */
export interface PemBlock {
  type: string
  hasHeaders: boolean
  der: Buffer
}

const block = /-----BEGIN ([^\n]*?)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----[ \t]*(?:\r?\n|$)/g

/** The blocks of a text, what stands around them left out. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([, type = '', inside = '']) => {
    const head = /^(?:[^\n:]+:[^\n]*\n)+\s*\n/.exec(inside)?.[0] ?? ''
    return { type, hasHeaders: head !== '', der: Buffer.from(inside.slice(head.length), 'base64') }
  })
}
