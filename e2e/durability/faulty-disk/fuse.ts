import type { BigIntStats } from 'node:fs'

/**
 * The messages of Linux's FUSE protocol, as far as a file system needs them that has files and folders and nothing
 * else: the kernel's fuse.h, version 7.31. All numbers are little-endian; every answer is made here.
 */

/** What the kernel asks for, by its number. What is not here is answered with ENOSYS, and the kernel does without. */
const operations = {
  1: 'lookup', 2: 'forget', 3: 'getattr', 4: 'setattr', 9: 'mkdir', 10: 'unlink', 11: 'rmdir', 12: 'rename',
  14: 'open', 15: 'read', 16: 'write', 17: 'statfs', 18: 'release', 20: 'fsync', 26: 'init', 27: 'opendir',
  28: 'readdir', 29: 'releasedir', 30: 'fsyncdir', 35: 'create', 36: 'interrupt', 38: 'destroy', 42: 'batchForget',
  45: 'rename2',
} as const
export type Operation = (typeof operations)[keyof typeof operations]

/** One thing that the kernel asks for. `unique` names it in the answer. */
export interface FuseRequest {
  operation: Operation | undefined
  unique: Buffer
  node: number
  body: Buffer
}

const requestHeaderBytes = 40
const answerHeaderBytes = 16
const entryBytes = 24
/** The largest write that the kernel sends in one piece. */
const maxWrite = 1 << 20
/** Room for any request. */
export const requestBytes = maxWrite + 4096
const bigWrites = 1 << 5
const maxPages = 1 << 22
const pageBytes = 4096

export function readRequest(bytes: Buffer): FuseRequest {
  return {
    operation: operations[bytes.readUInt32LE(4) as keyof typeof operations],
    unique: Buffer.from(bytes.subarray(8, 16)),
    node: readLong(bytes, 16),
    body: bytes.subarray(requestHeaderBytes),
  }
}

/** An answer: an error's number, or none and what was asked for. */
export function answerTo({ unique }: FuseRequest, errno: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(answerHeaderBytes)
  header.writeUInt32LE(answerHeaderBytes + body.length, 0)
  header.writeInt32LE(-errno, 4)
  unique.copy(header, 8)
  return Buffer.concat([header, body])
}

/** Numbers beyond 2^53 are none that a test's disk has. */
export function readLong(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

/** The names at the end of a request, each ended by a zero. */
export function readNames(bytes: Buffer, at: number): string[] {
  return bytes.toString('utf8', at).split('\0').slice(0, -1)
}

export function initAnswer(): Buffer {
  const bytes = Buffer.alloc(64)
  bytes.writeUInt32LE(7, 0)
  bytes.writeUInt32LE(31, 4)
  bytes.writeUInt32LE(1 << 17, 8)
  bytes.writeUInt32LE(bigWrites | maxPages, 12)
  bytes.writeUInt16LE(16, 16)
  bytes.writeUInt16LE(12, 18)
  bytes.writeUInt32LE(maxWrite, 20)
  bytes.writeUInt32LE(1, 24)
  bytes.writeUInt16LE(maxWrite / pageBytes, 28)
  return bytes
}

/** What a name leads to. Nothing may be kept for later: the test changes files behind the kernel's back. */
export function entryAnswer(node: number, stats: BigIntStats): Buffer {
  const times = numbers(['long', 0], ['long', 0], ['int', 0], ['int', 0])
  return Buffer.concat([numbers(['long', node], ['long', 0]), times, attributes(node, stats)])
}

export function attributesAnswer(node: number, stats: BigIntStats): Buffer {
  return Buffer.concat([numbers(['long', 0], ['int', 0], ['int', 0]), attributes(node, stats)])
}

export function openAnswer(handle: number): Buffer {
  return numbers(['long', handle], ['int', 0], ['int', 0])
}

export function writtenAnswer(size: number): Buffer {
  return numbers(['int', size], ['int', 0])
}

/** Room enough, always: what is full is another test's business. */
export function statfsAnswer(): Buffer {
  const plenty = ['long', 1 << 20] as const
  const sizes = numbers(['int', pageBytes], ['int', 255], ['int', pageBytes])
  return Buffer.concat([numbers(plenty, plenty, plenty, plenty, plenty), sizes, Buffer.alloc(28)])
}

/** A page of a folder from the entry with this number on. */
export function directoryAnswer(
  names: readonly { name: string; isFolder: boolean }[], from: number, size: number,
): Buffer {
  const parts: Buffer[] = []
  let room = size
  for (const [index, { name, isFolder }] of [...names.entries()].slice(from)) {
    const length = Buffer.byteLength(name)
    const bytes = Buffer.alloc(Math.ceil((entryBytes + length) / 8) * 8)
    if (bytes.length > room) break
    room -= bytes.length
    numbers(['long', index + 1], ['long', index + 1], ['int', length], ['int', isFolder ? 4 : 8]).copy(bytes)
    bytes.write(name, entryBytes)
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

function attributes(node: number, stats: BigIntStats): Buffer {
  const [access, change, status] = [stats.atimeNs, stats.mtimeNs, stats.ctimeNs]
  const second = 1_000_000_000n
  return numbers(
    ['long', node], ['long', stats.size], ['long', stats.blocks],
    ['long', access / second], ['long', change / second], ['long', status / second],
    ['int', access % second], ['int', change % second], ['int', status % second],
    ['int', stats.mode], ['int', stats.nlink], ['int', stats.uid], ['int', stats.gid], ['int', 0],
    ['int', pageBytes], ['int', 0],
  )
}

function numbers(...values: (readonly ['int' | 'long', number | bigint])[]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [size]) => sum + (size === 'int' ? 4 : 8), 0))
  let at = 0
  for (const [size, value] of values) {
    at = size === 'int' ? bytes.writeUInt32LE(Number(value), at) : bytes.writeBigUInt64LE(BigInt(value), at)
  }
  return bytes
}
