/** Whether what one container does may start all of them again. Upstream: AllContainersCouldRestart. */
export function mayAllRestart({ containers = [], initContainers = [] }: any): boolean {
  return [...initContainers, ...containers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }: any) => action === 'RestartAllContainers'))
}

/**
 * Whether a container that ended with this code is to be started again: where it has a policy of its own, its rules are
 * asked first, then that policy, else the pod's. Upstream: ContainerShouldRestart.
 */
export function mayRestart({ restartPolicy, restartPolicyRules = [] }: any, spec: any, exitCode: number): boolean {
  const matches = restartPolicyRules.some(({ exitCodes }: any) =>
    exitCodes && (exitCodes.operator === 'In') === (exitCodes.values ?? []).includes(exitCode))
  if (restartPolicy !== undefined && matches) return true
  const policy = restartPolicy ?? spec.restartPolicy
  return policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never'
}
