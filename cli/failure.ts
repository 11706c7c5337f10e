/**
 * Something the user can mend: said in one line, without a stack; `exitCode` 1 for what was asked,
 * 2 for what was found.
 */
export class Failure extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.exitCode = exitCode
  }
}

/** What was asked makes no sense: an unknown flag, a bad value. */
export const usageFailure = (message: string): Failure => new Failure(message, 1)

/** What was asked cannot be done here: a port in use, a directory not writable. */
export const stateFailure = (message: string, cause?: unknown): Failure => new Failure(message, 2, { cause })
