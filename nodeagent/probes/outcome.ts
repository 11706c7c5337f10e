/** How one probe went. A warning counts as success, and is told. Upstream: probe.Result. */
export interface ProbeOutcome {
  result: 'success' | 'warning' | 'failure'
  /** What the probed said, or why it could not be reached. */
  output: string
}

export const success = (output = ''): ProbeOutcome => ({ result: 'success', output })
export const warning = (output: string): ProbeOutcome => ({ result: 'warning', output })
export const failure = (output: string): ProbeOutcome => ({ result: 'failure', output })

/** The minor release in `kube-probe/1.36`, which servers know probes by. */
export const userAgentVersion = '1.36'
