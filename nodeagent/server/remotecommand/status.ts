import type { Status } from '../../../apimachinery/api-error.ts'

/** What the error stream says at the end: the part of a Status that kubelet fills in. */
export type Outcome = Omit<Status, 'kind' | 'apiVersion' | 'code'> & { code?: number }

/** The Status for a process that ended. Upstream: remotecommand.ServeExec. */
export function exitStatus(exitCode: number): Outcome {
  if (exitCode === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}

/** The Status for a command that did not run. Upstream: errors.NewInternalError. */
export function failedStatus(message: string): Outcome {
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  }
}

/**
 * What stands on the error stream: JSON from the fourth version of the protocol on,
 * before it the bare message of a failure.
 */
export function printOutcome(outcome: Outcome, { json }: { json: boolean }): Buffer {
  if (json) return Buffer.from(JSON.stringify(outcome))
  return Buffer.from(outcome.status === 'Success' ? '' : (outcome.message ?? ''))
}
