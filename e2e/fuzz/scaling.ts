/**
 * Prints how the work of each input grows, up to bodies of some megabytes: `node e2e/fuzz/scaling.ts [--only TEXT]`.
 */
import { parseArgs } from 'node:util'
import { growingInputs } from './growing-inputs.ts'
import { measureGrowth, tooMuch } from './growth.ts'

const { values: { only } } = parseArgs({ options: { only: { type: 'string', default: '' } } })
for (const input of growingInputs.filter(({ name }) => name.includes(only))) {
  const { name, times, factor } = measureGrowth(input, 4000, 2)
  const columns = times.map((time) => `${time.toFixed(1)} ms`.padStart(12)).join('')
  console.log(`${name.padEnd(48)} ${columns}${factor > tooMuch ? '   grows too fast' : ''}`)
  if (factor > tooMuch) process.exitCode = 1
}
