import { setTimeout as wait } from 'node:timers/promises'
import { type Bench, scaled } from '../bench.ts'
import { memoryOf } from '../servers.ts'
import { fillPods, podCount } from './pods.ts'

const megabyte = 1e6
const settleMs = 5000

/** Resident memory of a server that has only been started. */
export async function empty(bench: Bench): Promise<void> {
  await wait(settleMs)
  resident(bench, 'resident memory, empty', 322)
}

/** With the pods, once what made them has come to rest. */
export async function filled(bench: Bench): Promise<void> {
  await fillPods(bench)
  await wait(settleMs)
  resident(bench, `resident memory, ${scaled(bench, podCount)} pods`, 1880)
}

/** After whatever was measured before. */
export async function after(bench: Bench): Promise<void> {
  await wait(settleMs)
  resident(bench, 'resident memory, after all', 6100)
}

function resident(bench: Bench, figure: string, kubeApiserver: number): void {
  bench.tell({
    figure, unit: 'MB', measured: memoryOf(bench.server).now / megabyte, bare: memoryOf(bench.bare).now / megabyte,
    recorded: { kubeApiserver }, factor: 0.2, atMost: true,
  })
}
