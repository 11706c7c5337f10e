/** The levels of `--log-level`, loudest last. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** What a part of Coracle needs of a logger: a message and, behind it, facts as key and value. */
export interface Logger {
  error(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  debug(message: string, facts?: Record<string, unknown>): void
  /** The same logger with a name in front, such as `deployment-controller`. */
  named(name: string): Logger
}

/** A logger that writes one line per message (`LEVEL name: message key=value`) to `write`. */
export function createLogger(level: LogLevel, write: (line: string) => void, name = ''): Logger {
  const loudest = logLevels.indexOf(level)
  const at = (of: LogLevel) => (message: string, facts: Record<string, unknown> = {}) => {
    if (logLevels.indexOf(of) > loudest) return
    const tail = Object.entries(facts).map(([key, value]) => ` ${key}=${printFact(value)}`)
    write(`${of.toUpperCase().padEnd(5)} ${name && `${name}: `}${message}${tail.join('')}`)
  }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    named: (inner) => createLogger(level, write, name ? `${name}/${inner}` : inner),
  }
}

/** A logger that says nothing. */
export const silentLogger: Logger = createLogger('error', () => {})

function printFact(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message)
  return typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value)
}
