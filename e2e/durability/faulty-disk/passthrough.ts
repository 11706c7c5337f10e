import fs from 'node:fs'
import { join } from 'node:path'
import {
  attributesAnswer, directoryAnswer, entryAnswer, type FuseRequest, initAnswer, openAnswer, type Operation, readLong,
  readNames, statfsAnswer, writtenAnswer,
} from './fuse.ts'

const rootNode = 1
const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR
const sizeIsSet = 1 << 3
const modeIsSet = 1

/** Throws the error that an operating system's call failed with. */
type Answerer = (request: FuseRequest) => Buffer | 'nothing'

/** A folder shown as it is, and what of it would survive a loss of power. */
export class Passthrough {
  readonly #folder: string
  readonly #paths = new Map([[rootNode, '']])
  readonly #nodes = new Map([['', rootNode]])
  /** How much of a file was synced, for those that were written since. */
  readonly #synced = new Map<string, number>()
  /** What a sync failed to make certain: the kernel takes it for written, and no later sync tries it again. */
  readonly #doubtful = new Map<string, { from: number; to: number }[]>()
  #lastNode = rootNode

  constructor(folder: string) {
    this.#folder = folder
  }

  /** What is asked for, done. Throws errors of the operating system; ENOSYS for what nobody needs. */
  answer(request: FuseRequest): Buffer | 'nothing' {
    const answerer = request.operation && this.#answerers[request.operation]
    if (answerer === undefined) throw Object.assign(new Error('not offered'), { code: 'ENOSYS' })
    return answerer(request)
  }

  /** Whether a request would change what is on the disk. */
  static changes({ operation, body }: FuseRequest): boolean {
    if (operation === 'open') return (body.readUInt32LE(0) & writing) !== 0
    return operation !== undefined && changing.has(operation)
  }

  /** A sync that fails. */
  failSync({ node }: FuseRequest): void {
    const path = this.#path(node)
    const from = this.#synced.get(path)
    if (from === undefined) return
    const to = Number(this.#stats(path).size)
    this.#doubtful.set(path, [...this.#doubtful.get(path) ?? [], { from, to }])
    this.#synced.set(path, to)
  }

  /** A loss of power: what was not synced is gone. To be called when nobody has files open. */
  forgetUnsynced(): void {
    for (const [path, size] of this.#synced) fs.truncateSync(this.#real(path), size)
    for (const [path, places] of this.#doubtful) this.#empty(path, places)
    this.#synced.clear()
    this.#doubtful.clear()
  }

  readonly #answerers: Record<Operation, Answerer> = {
    init: () => initAnswer(),
    destroy: () => Buffer.alloc(0),
    forget: () => 'nothing',
    batchForget: () => 'nothing',
    interrupt: () => 'nothing',
    statfs: () => statfsAnswer(),
    lookup: ({ node, body }) => this.#entry(this.#child(node, readNames(body, 0)[0]!)),
    getattr: ({ node, body }) => {
      const byHandle = (body.readUInt32LE(0) & 1) !== 0
      const stats = byHandle ? fs.fstatSync(readLong(body, 8), { bigint: true }) : this.#stats(this.#path(node))
      return attributesAnswer(node, stats)
    },
    setattr: ({ node, body }) => {
      const path = this.#path(node)
      const valid = body.readUInt32LE(0)
      if (valid & modeIsSet) fs.chmodSync(this.#real(path), body.readUInt32LE(68) & 0o7777)
      if (valid & sizeIsSet) {
        this.#noteUnsynced(path)
        this.#truncate(path, readLong(body, 16))
      }
      return attributesAnswer(node, this.#stats(path))
    },
    mkdir: ({ node, body }) => {
      const path = this.#child(node, readNames(body, 8)[0]!)
      fs.mkdirSync(this.#real(path), { mode: body.readUInt32LE(0) })
      return this.#entry(path)
    },
    unlink: ({ node, body }) => this.#remove(this.#child(node, readNames(body, 0)[0]!), fs.unlinkSync),
    rmdir: ({ node, body }) => this.#remove(this.#child(node, readNames(body, 0)[0]!), fs.rmdirSync),
    rename: ({ node, body }) => this.#rename(node, body, readNames(body, 8)),
    rename2: ({ node, body }) => this.#rename(node, body, readNames(body, 16)),
    open: ({ node, body }) => openAnswer(fs.openSync(this.#real(this.#path(node)), openFlags(body.readUInt32LE(0)))),
    create: ({ node, body }) => {
      const path = this.#child(node, readNames(body, 16)[0]!)
      const flags = openFlags(body.readUInt32LE(0)) | fs.constants.O_CREAT
      const handle = fs.openSync(this.#real(path), flags, body.readUInt32LE(4))
      this.#synced.set(path, 0)
      return Buffer.concat([this.#entry(path), openAnswer(handle)])
    },
    read: ({ body }) => {
      const bytes = Buffer.alloc(body.readUInt32LE(16))
      return bytes.subarray(0, fs.readSync(readLong(body, 0), bytes, 0, bytes.length, readLong(body, 8)))
    },
    write: ({ node, body }) => {
      this.#noteUnsynced(this.#path(node))
      const size = body.readUInt32LE(16)
      return writtenAnswer(fs.writeSync(readLong(body, 0), body, 40, size, readLong(body, 8)))
    },
    release: ({ body }) => {
      fs.closeSync(readLong(body, 0))
      return Buffer.alloc(0)
    },
    fsync: ({ node }) => {
      this.#synced.delete(this.#path(node))
      return Buffer.alloc(0)
    },
    fsyncdir: () => Buffer.alloc(0),
    opendir: () => openAnswer(0),
    releasedir: () => Buffer.alloc(0),
    readdir: ({ node, body }) => {
      const found = fs.readdirSync(this.#real(this.#path(node)), { withFileTypes: true })
      const names = found.map((one) => ({ name: one.name, isFolder: one.isDirectory() }))
      return directoryAnswer(names, readLong(body, 8), body.readUInt32LE(16))
    },
  }

  #path(node: number): string {
    const path = this.#paths.get(node)
    if (path === undefined) throw Object.assign(new Error('removed'), { code: 'ENOENT' })
    return path
  }

  #child(node: number, name: string): string {
    return join(this.#path(node), name)
  }

  #real(path: string): string {
    return join(this.#folder, path)
  }

  #stats(path: string): fs.BigIntStats {
    return fs.lstatSync(this.#real(path), { bigint: true })
  }

  #entry(path: string): Buffer {
    const stats = this.#stats(path)
    const node = this.#nodes.get(path) ?? ++this.#lastNode
    this.#know(node, path)
    return entryAnswer(node, stats)
  }

  #know(node: number, path: string): void {
    this.#nodes.set(path, node)
    this.#paths.set(node, path)
  }

  #remove(path: string, remove: (path: string) => void): Buffer {
    remove(this.#real(path))
    this.#forget(path)
    return Buffer.alloc(0)
  }

  #forget(path: string): void {
    this.#paths.delete(this.#nodes.get(path) ?? 0)
    this.#nodes.delete(path)
    this.#synced.delete(path)
    this.#doubtful.delete(path)
  }

  #rename(node: number, body: Buffer, [name, newName]: string[]): Buffer {
    const [from, to] = [this.#child(node, name!), this.#child(readLong(body, 0), newName!)]
    fs.renameSync(this.#real(from), this.#real(to))
    const [moved, synced, doubtful] = [this.#nodes.get(from), this.#synced.get(from), this.#doubtful.get(from)]
    this.#forget(to)
    this.#forget(from)
    if (moved !== undefined) this.#know(moved, to)
    if (synced !== undefined) this.#synced.set(to, synced)
    if (doubtful !== undefined) this.#doubtful.set(to, doubtful)
    return Buffer.alloc(0)
  }

  #truncate(path: string, size: number): void {
    fs.truncateSync(this.#real(path), size)
    this.#synced.set(path, Math.min(size, this.#synced.get(path) ?? size))
    const places = this.#doubtful.get(path) ?? []
    this.#doubtful.set(path, places.filter(({ to }) => to <= size))
  }

  #empty(path: string, places: readonly { from: number; to: number }[]): void {
    const handle = fs.openSync(this.#real(path), 'r+')
    for (const { from, to } of places) fs.writeSync(handle, Buffer.alloc(to - from), 0, to - from, from)
    fs.closeSync(handle)
  }

  #noteUnsynced(path: string): void {
    if (!this.#synced.has(path)) this.#synced.set(path, Number(this.#stats(path).size))
  }
}

const changing: ReadonlySet<Operation> = new Set([
  'setattr', 'mkdir', 'unlink', 'rmdir', 'rename', 'rename2', 'create', 'write', 'fsync', 'fsyncdir',
])

/** The kernel says where it reads and writes; and it has truncated already. */
function openFlags(flags: number): number {
  return flags & (writing | fs.constants.O_RDONLY | fs.constants.O_TRUNC)
}
