import { setTimeout as wait } from 'node:timers/promises'
import { run } from './run.ts'

/** One command of a written session, and what it is to print. */
export interface Step {
  command: string
  /** What it reads; empty when nothing stands there. */
  input: string
  expected: readonly string[]
  exitCode: number
  /** Asked again and again until it prints what is expected. */
  patient: boolean
}

export interface SessionPlace {
  /** Variables beside those of this process. */
  env: Readonly<Record<string, string>>
  /** The folder that the commands run in. */
  folder: string
  /** How long a patient step may take. */
  withinMs?: number
}

/** What may stand in place of what varies from run to run. */
const placeholders: Readonly<Record<string, string>> = {
  '<age>': '(?:\\d+[smhd]){1,2}',
  '<any>': '.*?',
  '<date>': '\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
  '<hash>': '[a-z0-9]{4,10}',
  '<ip>': '\\d+\\.\\d+\\.\\d+\\.\\d+',
  '<number>': '\\d+',
  '<namespace>': '[a-z0-9-]+',
  '<time>': '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z',
  '<random>': '[a-z0-9]{5}',
  // kubectl names the namespace of what it deletes since 1.34.
  '<from>': '(?: from [\\w-]+ namespace)?',
}

const patienceMs = 60_000
const pauseMs = 200

/**
 * Reads a session: `$ command`, or `~ command` for one that is asked until it answers as expected; its standard input
 * in lines after `<`; then what it prints, errors included; `[exit N]` where it fails. What stands before the first
 * command is a title. A line `...` is for any lines, and placeholders in angle brackets for what varies.
 */
export function parseSession(text: string): Step[] {
  const blocks = text.trimEnd().split(/^(?=[$~] )/m)
  return blocks.filter((block) => /^[$~] /.test(block)).map(parseStep)
}

function parseStep(block: string): Step {
  const [head = '', ...lines] = block.trimEnd().split('\n')
  const isInput = (line: string) => line === '<' || line.startsWith('< ')
  const input = lines.filter(isInput).map((line) => `${line.slice(2)}\n`)
  const exit = lines.at(-1)?.match(/^\[exit (\d+)\]$/)
  return {
    command: head.slice(2),
    input: input.join(''),
    expected: lines.slice(input.length, exit ? -1 : undefined),
    exitCode: Number(exit?.[1] ?? 0),
    patient: head.startsWith('~ '),
  }
}

/**
 * Plays the steps in a shell, in order. Throws at the first that does not print what is expected,
 * saying what it printed.
 */
export async function playSession(steps: readonly Step[], place: SessionPlace): Promise<void> {
  for (const step of steps) {
    const end = Date.now() + (step.patient ? (place.withinMs ?? patienceMs) : 0)
    for (;;) {
      const wrong = await playStep(step, place)
      if (wrong === undefined) break
      if (Date.now() >= end) throw new Error(wrong)
      await wait(pauseMs)
    }
  }
}

/** What is wrong with what one step printed; nothing when all is well. */
async function playStep(
  { command, input, expected, exitCode }: Step, { env, folder }: SessionPlace,
): Promise<string | undefined> {
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const { code, stdout } = await run('env', ['-C', folder, ...words, 'sh', '-c', `exec 2>&1; ${command}`], input)
  const printed = squeeze(stdout)
  if (code === exitCode && isExpected(printed, expected)) return undefined
  return `$ ${command}\nprinted, with exit code ${code}:\n${printed}\nbut expected was, with exit code `
    + `${exitCode}:\n${expected.join('\n')}`
}

/** Columns are as wide as what stands in them, so all widths are one. */
function squeeze(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trimEnd())
    .join('\n')
    .trimEnd()
}

/** Whether what was printed, squeezed, is what is expected. */
function isExpected(printed: string, expected: readonly string[]): boolean {
  const sources = squeeze(expected.join('\n'))
    .split('\n')
    .map((line) => {
      if (line === '...') return '(?:.*\\n)*'
      const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      return `${escaped.replace(/<\w+>/g, (word) => placeholders[word] ?? word)}\\n`
    })
  return new RegExp(`^${sources.join('')}$`).test(`${printed}\n`)
}
