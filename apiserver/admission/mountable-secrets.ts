import { isGoTrue } from '../../apimachinery/go-bool.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'

const annotation = 'kubernetes.io/enforce-mountable-secrets'

/** Which lists of containers a request writes, with what messages call their members. */
const containerLists = [['initContainers', 'init container'], ['containers', 'container']] as const
const ephemeralLists = [['ephemeralContainers', 'ephemeral container']] as const

/**
 * Why the account, if it keeps its pods to its own secrets, does not let a pod have one.
 * Upstream: limitSecretReferences.
 */
export function secretViolation(pod: KubeObject, account: KubeObject, part: 'pod' | 'ephemeral'): string | undefined {
  if (!isGoTrue(account.metadata.annotations?.[annotation] ?? '')) return undefined
  const allowed = namesOf(account['secrets'])
  const because = `is not allowed because service account ${account.metadata.name} does not reference that`
  const secrets = part === 'pod'
    ? [...volumeSecrets(pod), ...containerSecrets(pod, containerLists)]
    : containerSecrets(pod, ephemeralLists)
  const wrong = secrets.find(({ name }) => !allowed.has(name))
  if (wrong) return `${wrong.where}secret.secretName="${wrong.name}" ${because} secret`
  return part === 'pod' ? pullSecretViolation(pod, account, because) : undefined
}

function pullSecretViolation(pod: KubeObject, account: KubeObject, because: string): string | undefined {
  const allowed = namesOf(account['imagePullSecrets'])
  const given: { name?: string }[] = pod['spec'].imagePullSecrets ?? []
  const at = given.findIndex(({ name = '' }) => !allowed.has(name))
  return at < 0 ? undefined : `imagePullSecrets[${at}].name="${given[at]?.name ?? ''}" ${because} imagePullSecret`
}

interface Reference { where: string; name: string }

function volumeSecrets({ spec }: KubeObject): Reference[] {
  return (spec.volumes ?? [])
    .flatMap(({ secret }: any) => (secret ? [{ where: 'volume with ', name: secret.secretName ?? '' }] : []))
}

function containerSecrets({ spec }: KubeObject, lists: readonly (readonly [string, string])[]): Reference[] {
  return lists.flatMap(([list, what]) => (spec[list] ?? []).flatMap((container: any): Reference[] => [
    ...(container.env ?? []).flatMap(({ name, valueFrom }: any) => (valueFrom?.secretKeyRef
      ? [{
        where: `${what} ${container.name} with envVar ${name} referencing `, name: valueFrom.secretKeyRef.name ?? '',
      }]
      : [])),
    ...(container.envFrom ?? []).flatMap(({ secretRef }: any) => (secretRef
      ? [{ where: `${what} ${container.name} with envFrom referencing `, name: secretRef.name ?? '' }]
      : [])),
  ]))
}

function namesOf(references: { name?: string }[] | undefined): ReadonlySet<string> {
  return new Set((references ?? []).map(({ name = '' }) => name))
}

/** Whether the pod takes anything from any secret. Upstream: VisitPodSecretNames. */
export function usesSecrets(pod: KubeObject): boolean {
  const { imagePullSecrets = [], volumes = [] } = pod['spec']
  return imagePullSecrets.length > 0 || containerSecrets(pod, [...containerLists, ...ephemeralLists]).length > 0 ||
    volumes.some(mentionsSecret)
}

function mentionsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) =>
    ((key === 'secret' || /^(.*S|s)ecret(Ref|Name)$/.test(key)) && Boolean(inner)) || mentionsSecret(inner))
}
