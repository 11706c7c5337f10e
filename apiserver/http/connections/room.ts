import { readFileSync } from 'node:fs'
import { connectionLimits } from '../../../apimachinery/limits.ts'

/** How many connections there is room for. Each is a file of the process, and the store needs files, too. */
export const roomFor = {
  /** Half of the files at most. */
  connections: (files = openFiles()): number => Math.min(connectionLimits.connections, Math.floor(files / 2)),
  /** Those whose handshake is not done: a fourth of the files at most. */
  strangers: (files = openFiles()): number => Math.min(connectionLimits.handshakes, Math.floor(files / 4)),
}

/** Files that the process may have open. */
function openFiles(): number {
  const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  return found ? Number(found[1]) : Number.POSITIVE_INFINITY
}
