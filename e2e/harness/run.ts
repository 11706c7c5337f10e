import { spawn } from 'node:child_process'

/** What a program printed, and how it ended. */
export interface Output {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], input?: string): Promise<Output> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const output: Output = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...output, code }))
  })
}
