import { readFileSync } from 'node:fs'
import type { Coracle } from '../harness/coracle.ts'
import { send } from '../harness/request.ts'

/** What a server's process uses. */
export interface Usage {
  /** Resident bytes. */
  resident: number
  /** Milliseconds of processor since it started. */
  processor: number
}

const millisecondsPerTick = 10

/** Reads it from the kernel, without asking the server anything. */
export function usageOf({ process }: Coracle): Usage {
  const file = (name: string): string => readFileSync(`/proc/${process.pid}/${name}`, 'utf8')
  const fields = file('stat').split(') ')[1]!.split(' ')
  return {
    resident: Number(/VmRSS:\s+(\d+)/.exec(file('status'))![1]) * 1024,
    processor: (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick,
  }
}

/** The value of one metric, of the line that has all labels; 0 without one. */
export async function metricOf(
  coracle: Coracle, name: string, labels: Readonly<Record<string, string>>,
): Promise<number> {
  const { text } = await send(coracle, { path: '/metrics' })
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) &&
    Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)))
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ')))
}
