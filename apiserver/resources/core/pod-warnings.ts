/** Warnings for a pod spec. Upstream: GetWarningsForPod and GetWarningsForPodTemplate; `path` is '' or ends in no dot. */
export function warningsForPodSpec(spec: any, metadata: any, path: string): string[] {
  return []
}
