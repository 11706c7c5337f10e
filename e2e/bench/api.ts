/**
 * `npm run bench:api`: the API server's figures, each next to the machine's own limit in the same run.
 * `--only list,get` measures some; `--scale 0.1` is a quick try; `--bundle FOLDER` takes a bundle that was built
 * before.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../harness/run.ts'
import { repository } from '../harness/tools.ts'
import type { Bench } from './api/bench.ts'
import { create } from './api/figures/create.ts'
import { get } from './api/figures/get.ts'
import { list } from './api/figures/list.ts'
import { many } from './api/figures/many.ts'
import { after, empty, filled } from './api/figures/memory.ts'
import { pages } from './api/figures/pages.ts'
import { watch } from './api/figures/watch.ts'
import { printReport, type Figure } from './api/report.ts'
import { startBare, startBundle } from './api/servers.ts'
import { describeMachine } from './process.ts'

/** In this order: memory is taken before, between and after. */
const figures: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  empty, filled, list, get, create, watch, pages, after, many,
}

const { values: { only, scale, bundle } } = parseArgs({
  options: { only: { type: 'string' }, scale: { type: 'string', default: '1' }, bundle: { type: 'string' } },
})
const wanted = only?.split(',') ?? Object.keys(figures)
const unknown = wanted.find((name) => !figures[name])
if (unknown !== undefined) {
  throw new RangeError(`cannot measure ${unknown}: the figures are ${Object.keys(figures).join(', ')}`)
}

if (bundle === undefined) {
  const build = await run('npm', ['run', '--silent', 'build', '--prefix', repository])
  if (build.code !== 0) throw new Error(build.stderr)
}
const told: Figure[] = []
const tell = (figure: Figure) => {
  told.push(figure)
  console.error(`${figure.figure}: ${figure.measured.toFixed(1)} ${figure.unit}`)
}
const bare = await startBare()
const folder = bundle ?? join(repository, 'dist')
const server = await startBundle(folder)
try {
  const bench: Bench = { server, bare, bundle: folder, scale: Number(scale), tell }
  for (const name of wanted) await figures[name]?.(bench)
} finally {
  await server.stop()
  await bare.stop()
}
console.log(describeMachine())
printReport(told)
