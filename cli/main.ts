#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { readConfigFile } from './config-file.ts'
import { Failure } from './failure.ts'
import {
  agentFlags, defaultConfigFile, type Flag, kubeconfigFlags, resolveFlags, serverFlags, variableOf,
} from './flags.ts'

type Values = Record<string, unknown>

/** A verb as a row; what it does is loaded only when it is asked for. */
interface Verb {
  name: string
  summary: string
  flags: readonly Flag[]
  run(values: Values): Promise<void>
}

const verbs: readonly Verb[] = [
  {
    name: 'server', summary: 'run the API server, the controllers, the scheduler and the agent of this host',
    flags: serverFlags, run: async (values) => (await import('./server.ts')).runServer(values),
  },
  {
    name: 'agent', summary: 'run the agent of this host against an API server', flags: agentFlags,
    run: async (values) => (await import('./agent.ts')).runAgent(values),
  },
  {
    name: 'kubeconfig', summary: "print the administrator's kubeconfig", flags: kubeconfigFlags,
    run: async (values) => (await import('./kubeconfig.ts')).printKubeconfig(values),
  },
  {
    name: 'version', summary: 'print the version', flags: [],
    run: async () => (await import('./version.ts')).printVersion(),
  },
]

const program = new Command('coracle').description('The Kubernetes API for plain Linux hosts').exitOverride()
for (const verb of verbs) addVerb(program, verb)
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

function addVerb(parent: Command, { name, summary, flags, run }: Verb): void {
  const command = parent.command(name).description(summary).exitOverride().allowExcessArguments(false)
  for (const flag of flags) addFlag(command, flag)
  command.action(async () => {
    const given = Object.fromEntries(flags.map((flag) => [flag.name, command.getOptionValue(attributeOf(flag))]))
    const file = flags.some((flag) => flag.name === 'config')
      ? await readConfigFile(given.config?.toString() ?? (process.env.CORACLE_CONFIG || undefined), defaultConfigFile)
      : {}
    await run(resolveFlags(flags, { given, env: process.env, file }))
  })
}

function addFlag(command: Command, flag: Flag): void {
  const form = flag.kind === 'boolean' ? `--${flag.name}` : `--${flag.name} <${flag.value}>`
  const fallback = Array.isArray(flag.fallback) || flag.fallback === false ? '' : `, default ${String(flag.fallback)}`
  const help = `${flag.help} (${variableOf(flag)}${fallback})`
  if (flag.kind !== 'list') command.option(form, help)
  else command.option(form, help, (item: string, items: string[] | undefined) => [...(items ?? []), item])
}

/** Commander keeps values under camelCase names. */
function attributeOf(flag: Flag): string {
  return flag.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Says what went wrong in one line, and with a stack only what is a bug. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof Failure) {
    process.stderr.write(`error: ${error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`error: this is a bug in coracle: ${(error as Error).stack ?? String(error)}\n`)
  return 70
}
