import { readFileSync } from 'node:fs'

/** What the kernel says of a process: resident memory in bytes, processor seconds, bytes written to storage. */
export interface Usage {
  residentBytes: number
  cpuSeconds: number
  writtenBytes: number
}

const ticksPerSecond = 100

/** Reads the usage of one process. Throws when it is gone. */
export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const io = readFileSync(`/proc/${pid}/io`, 'utf8')
  return {
    residentBytes: Number(status.match(/VmRSS:\s+(\d+)/)?.[1]) * 1024,
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
    writtenBytes: Number(io.match(/^write_bytes: (\d+)/m)?.[1]),
  }
}

/** The machine in one line. */
export function describeMachine(): string {
  const cpu = readFileSync('/proc/cpuinfo', 'utf8')
  const model = cpu.match(/model name\s*:\s*(.*)/)?.[1] ?? process.arch
  const cores = cpu.match(/^processor/gm)?.length ?? 1
  const memory = Number(readFileSync('/proc/meminfo', 'utf8').match(/MemTotal:\s+(\d+)/)?.[1]) / 2 ** 20
  const kernel = readFileSync('/proc/version', 'utf8').split(' ')[2]
  return `${cores} × ${model}, ${memory.toFixed(0)} GiB, Linux ${kernel}, Node.js ${process.version}`
}
