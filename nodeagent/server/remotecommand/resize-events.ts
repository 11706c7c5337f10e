import { streamLimits } from '../../../apimachinery/limits.ts'
import type { TerminalSize } from './client.ts'

/**
 * Reads sizes from JSON objects that follow one another in whatever pieces they come. What is no size is passed over.
 */
export function createResizeReader(listener: (size: TerminalSize) => void): (data: Buffer) => void {
  let text = ''
  return (data) => {
    text += data.toString('latin1')
    for (let end = text.indexOf('}'); end >= 0; end = text.indexOf('}')) {
      const size = parseSize(text.slice(0, end + 1))
      if (size) listener(size)
      text = text.slice(end + 1)
    }
    if (text.length > streamLimits.resizeLength) text = ''
  }
}

function parseSize(text: string): TerminalSize | null {
  try {
    const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown }
    return isLength(Width) && isLength(Height) ? { columns: Width, rows: Height } : null
  } catch {
    return null
  }
}

const isLength = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff
