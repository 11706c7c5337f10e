/**
 * Shows a folder at a mount point until its parent goes, with the faults that it is told to have. A process of its own,
 * because the kernel holds up whoever uses a file until this one answered.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { constants } from 'node:os'
import { promisify } from 'node:util'
import { errorOf, type Fault } from './faults.ts'
import { answerTo, type FuseRequest, readRequest, requestBytes } from './fuse.ts'
import { Passthrough } from './passthrough.ts'

/** What its parent asks of it; each is answered with the same. */
export type Command = { fault: Fault } | { losePower: true }

const [folder, mountPoint] = process.argv.slice(2) as [string, string]
const disk = new Passthrough(folder)
const device = fs.openSync('/dev/fuse', 'r+')
let fault: Fault = 'none'

process.on('message', (command: Command) => {
  if ('fault' in command) fault = command.fault
  else disk.forgetUnsynced()
  process.send?.(command)
})
// Without a parent nobody would take it away.
process.on('disconnect', () => spawn('umount', ['--lazy', mountPoint]))

const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other'
const mounting = spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'coracle-e2e', mountPoint], {
  stdio: ['ignore', 'ignore', 'inherit', device],
})
const [code] = await once(mounting, 'exit')
if (code !== 0) process.exit(1)
process.send?.('mounted')
await serve()
process.exit(0)

/** Answers one request after another until the disk is unmounted. */
async function serve(): Promise<void> {
  const read = promisify(fs.read)
  const bytes = Buffer.alloc(requestBytes)
  for (;;) {
    let length: number
    try {
      length = (await read(device, bytes, 0, bytes.length, null)).bytesRead
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENODEV') return
      // The request was given up meanwhile.
      continue
    }
    const answer = answerOf(readRequest(bytes.subarray(0, length)))
    if (answer !== undefined) tell(answer)
  }
}

function answerOf(request: FuseRequest): Buffer | undefined {
  try {
    const errno = errorOf(fault, request, disk)
    if (errno !== 0) return answerTo(request, errno)
    const body = disk.answer(request)
    return body === 'nothing' ? undefined : answerTo(request, 0, body)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return answerTo(request, constants.errno[code as keyof typeof constants.errno] ?? constants.errno.EIO)
  }
}

function tell(answer: Buffer): void {
  try {
    fs.writeSync(device, answer)
  } catch {
    // Whoever asked was killed meanwhile.
  }
}
