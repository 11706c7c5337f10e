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
 * Where a file is mapped and nothing differs from it: what may not be written, and never was. What the linker wrote
 * before it took the right to write away is only in memory, or swapped out, and would be lost.
 */
export function cleanMappings(smaps: string, file: string): Mapping[] {
  return smaps.split(mappingStart).flatMap((text): Mapping[] => {
    const [, start = '', end = '', path] = readOnlyMapping.exec(text) ?? []
    if (path !== file || !noOwnPages.every((line) => line.test(text))) return []
    const [from, to] = [Number.parseInt(start, 16), Number.parseInt(end, 16)]
    return [{ start: from, bytes: to - from }]
  })
}

/** What follows the first line of a mapping has a name and a colon. */
const mappingStart = /^(?=[0-9a-f]+-[0-9a-f]+ )/m
/** Addresses, rights, offset, device, inode, path. */
const readOnlyMapping = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p [0-9a-f]+ \S+ \d+ *(.*)$/m
/** That no page of a private mapping is another than the file's. */
const noOwnPages = [/^Anonymous: +0 kB$/m, /^Swap: +0 kB$/m]
