import { forbidden, type FieldError } from '../../../../apimachinery/field-error.ts'
import { unsupported } from './fields.ts'

const realTime = [
  'SIGRTMAX',
  ...Array.from({ length: 14 }, (_, index) => `SIGRTMAX-${index + 1}`),
  'SIGRTMIN',
  ...Array.from({ length: 15 }, (_, index) => `SIGRTMIN+${index + 1}`),
]
const standard = [
  'ABRT', 'ALRM', 'BUS', 'CHLD', 'CLD', 'CONT', 'FPE', 'HUP', 'ILL', 'INT', 'IO', 'IOT', 'KILL', 'PIPE', 'POLL', 'PROF',
  'PWR', 'QUIT', 'SEGV', 'STKFLT', 'STOP', 'SYS', 'TERM', 'TRAP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'USR1', 'USR2',
  'VTALRM', 'WINCH', 'XCPU', 'XFSZ',
].map((name) => `SIG${name}`)

const signals: Readonly<Record<string, readonly string[]>> = {
  linux: [...standard, ...realTime].sort(),
  windows: ['SIGKILL', 'SIGTERM'],
}

/** A stop signal only means something when the pod says what system it is for. Upstream: validateStopSignal. */
export function validateStopSignal(signal: string, os: { name?: string } | undefined, path: string): FieldError[] {
  if (!os) return [forbidden(path, 'may not be set for containers with empty `spec.os.name`')]
  const supported = signals[os.name ?? '']
  return supported === undefined || supported.includes(signal) ? [] : [unsupported(path, signal, supported)]
}
