import type { Pod, PodContainer } from './pod.ts'

/**
 * Whether a container that ended so is started again: its own rules are asked first, then its own policy, then the
 * pod's. Upstream: podutil.ContainerShouldRestart.
 */
export function isRestarted(pod: Pod, container: PodContainer, exitCode: number): boolean {
  const rule = (container['restartPolicyRules'] ?? []).find((one: any) => fits(one.exitCodes, exitCode))
  if (rule !== undefined) return rule.action === 'Restart'
  switch (container['restartPolicy'] ?? pod['spec'].restartPolicy) {
    case 'Never':
      return false
    case 'OnFailure':
      return exitCode !== 0
    default:
      return true
  }
}

function fits(exitCodes: { operator: string; values?: number[] } | undefined, exitCode: number): boolean {
  if (exitCodes === undefined) return false
  return (exitCodes.values ?? []).includes(exitCode) === (exitCodes.operator === 'In')
}
