import { constants } from 'node:os'
import type { FuseRequest } from './fuse.ts'
import { Passthrough } from './passthrough.ts'

/**
 * What is wrong with a disk. `read-only`: as the kernel makes it after an error, with files still open. `write errors`:
 * nothing is written. `torn writes`: the first half of what is written is there, and an error told. `sync errors`: all
 * is written, and when it is to be made certain, an error told, once: as with Linux, a later sync of the same succeeds
 * and makes no difference. `gone`: nor can anything be read.
 */
export type Fault = 'none' | 'read-only' | 'write errors' | 'torn writes' | 'sync errors' | 'gone'

/** The number of the error that a request meets, which may have been done in part; 0 when it may be done. */
export function errorOf(fault: Fault, request: FuseRequest, disk: Passthrough): number {
  const { EIO, EROFS } = constants.errno
  const { operation } = request
  switch (fault) {
    case 'none':
      return 0
    case 'read-only':
      return Passthrough.changes(request) ? EROFS : 0
    case 'write errors':
      return operation === 'write' ? EIO : 0
    case 'torn writes':
      if (operation === 'write') disk.answer(firstHalf(request))
      return operation === 'write' ? EIO : 0
    case 'sync errors':
      if (operation === 'fsync') disk.failSync(request)
      return operation === 'fsync' || operation === 'fsyncdir' ? EIO : 0
    case 'gone':
      return operation === 'release' || operation === 'forget' || operation === 'batchForget' ? 0 : EIO
  }
}

function firstHalf(request: FuseRequest): FuseRequest {
  const body = Buffer.from(request.body)
  body.writeUInt32LE(body.readUInt32LE(16) >> 1, 16)
  return { ...request, body }
}
