import { readFile, readlink } from 'node:fs/promises'

/** A part of the address space. */
export interface Mapping {
  start: number
  bytes: number
}

/** Linux: "do not expect access in the near future"; of a file's clean pages nothing is lost, they come back when read. */
const dontNeed = 4

/**
 * Lets the kernel take back the pages of Node's own program that this process has mapped and may never need again:
 * half of them were for reading and compiling sources. Nothing in Node.js can ask for that, so a library that calls C
 * does; where it is missing, or this is not Linux, nothing happens. Takes a hundredth of a second.
 */
export async function giveBackPages(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    const advise = koffi.load(null).func('int madvise(uintptr_t start, size_t bytes, int advice)')
    const program = await readlink('/proc/self/exe')
    for (const { start, bytes } of cleanMappings(await readFile('/proc/self/smaps', 'utf8'), program)) {
      advise(start, bytes, dontNeed)
    }
  } catch {
    // Memory is spared where it can be.
  }
}

/**
 * Where a file is mapped and nothing differs from it: what may not be written, and never was. (What the linker wrote
 * before it took the right to write away is only in memory, and would be lost.)
 */
export function cleanMappings(smaps: string, file: string): Mapping[] {
  const found: Mapping[] = []
  let mapping: Mapping | undefined
  for (const line of smaps.split('\n')) {
    const [, start, end, rights, path] = mappingLine.exec(line) ?? []
    if (start !== undefined && end !== undefined) {
      const at = Number.parseInt(start, 16)
      const clean = path === file && !rights!.includes('w')
      mapping = clean ? { start: at, bytes: Number.parseInt(end, 16) - at } : undefined
    } else if (mapping && line.startsWith('Private_Dirty:') && line.endsWith(' 0 kB')) found.push(mapping)
  }
  return found
}

/** Addresses, rights, offset, device, inode, path. */
const mappingLine = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) [0-9a-f]+ \S+ \d+ *(.*)$/
