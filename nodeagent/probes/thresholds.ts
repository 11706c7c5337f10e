/** Equal outcomes in a row. */
export interface ProbeRun {
  good: boolean
  length: number
}

/** Counts one more outcome; `verdict` is null while too few in a row agree. Upstream: prober.worker.doProbe. */
export function count(
  run: ProbeRun | null,
  good: boolean,
  { successThreshold = 1, failureThreshold = 3 }: { successThreshold?: number; failureThreshold?: number },
): { run: ProbeRun; verdict: boolean | null } {
  const length = run?.good === good ? run.length + 1 : 1
  return { run: { good, length }, verdict: length >= (good ? successThreshold : failureThreshold) ? good : null }
}
