import type { KubeObject } from '../../apimachinery/meta.ts'
import { isPathSegmentName } from '../../apimachinery/names.ts'
import { forbid } from './forbid.ts'
import { secretViolation, usesSecrets } from './mountable-secrets.ts'
import { podOf } from './pod-create.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

const volumePrefix = 'kube-api-access-'
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
/** A little over an hour, by which upstream recognizes its own tokens. */
const tokenSeconds = 3607
const mirror = 'kubernetes.io/config.mirror'

type Sources = Pick<AdmissionSources, 'getServiceAccount' | 'randomName'>

/**
 * A pod runs under an account of its namespace, with that account's token mounted.
 * Upstream: admission/serviceaccount.
 */
export function serviceAccount({ getServiceAccount, randomName }: Sources): AdmissionPlugin {
  const look = async (attributes: Attributes, name: string): Promise<KubeObject> => {
    const account = await getServiceAccount(attributes.namespace, name)
    if (account !== undefined) return account
    const of = `${attributes.namespace}/${name}`
    const wrong = isPathSegmentName(name)
    const why = wrong.length > 0
      ? `invalid resource name "${name}": [${wrong.join(' ')}]`
      : `serviceaccount "${name}" not found`
    throw forbid(attributes, `error looking up service account ${of}: ${why}`)
  }
  return {
    name: 'ServiceAccount',
    only: ['pods'],
    async admit(attributes) {
      const pod = podOf(attributes, 'CREATE')
      if (pod === undefined) return
      if (isMirror(pod)) return checkMirror(attributes, pod)
      const spec = pod['spec']
      spec.serviceAccountName ||= 'default'
      spec.serviceAccount = spec.serviceAccountName
      const account = await look(attributes, spec.serviceAccountName)
      if (spec.automountServiceAccountToken ?? account['automountServiceAccountToken'] ?? true) {
        mountToken(spec, randomName)
      }
      addPullSecrets(spec, account)
      limitSecrets(attributes, pod, account, 'pod')
    },
    async validate(attributes) {
      const { object, subresource, operation } = attributes
      if (subresource === 'ephemeralcontainers' && operation === 'UPDATE' && object?.['spec']) {
        return limitSecrets(
          attributes, object, await look(attributes, object['spec'].serviceAccountName ?? ''), 'ephemeral',
        )
      }
      const pod = podOf(attributes, 'CREATE')
      if (pod === undefined) return
      if (isMirror(pod)) return checkMirror(attributes, pod)
      const { serviceAccountName } = pod['spec']
      if (!serviceAccountName) {
        throw forbid(
          attributes, `no service account specified for pod ${attributes.namespace}/${pod.metadata.name ?? ''}`,
        )
      }
      limitSecrets(attributes, pod, await look(attributes, serviceAccountName), 'pod')
    },
  }
}

function limitSecrets(attributes: Attributes, pod: KubeObject, account: KubeObject, part: 'pod' | 'ephemeral'): void {
  const violation = secretViolation(pod, account, part)
  if (violation !== undefined) throw forbid(attributes, violation)
}

const isMirror = (pod: KubeObject): boolean => pod.metadata.annotations?.[mirror] !== undefined

/** The mirror of a static pod is the kubelet's, who would delete one that was changed. */
function checkMirror(attributes: Attributes, pod: KubeObject): void {
  const { serviceAccountName, volumes = [] } = pod['spec']
  if (serviceAccountName) throw forbid(attributes, 'a mirror pod may not reference service accounts')
  if (usesSecrets(pod)) throw forbid(attributes, 'a mirror pod may not reference secrets')
  const token = volumes.some(({ projected }: any) =>
    projected?.sources?.some(({ serviceAccountToken }: any) => serviceAccountToken))
  if (token) throw forbid(attributes, 'a mirror pod may not use ServiceAccountToken volume projections')
}

function addPullSecrets(spec: any, account: KubeObject): void {
  const secrets: any[] = account['imagePullSecrets'] ?? []
  if ((spec.imagePullSecrets ?? []).length > 0 || secrets.length === 0) return
  spec.imagePullSecrets = secrets.map(({ name }) => ({ name }))
}

/** Into every container that has nothing at the token's path; a volume with the token's prefix is taken for it. */
function mountToken(spec: any, randomName: () => string): void {
  const existing = (spec.volumes ?? []).find(({ name = '' }: any) => name.startsWith(volumePrefix))
  const name: string = existing?.name ?? `${volumePrefix}${randomName()}`
  const containers: any[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const needy = containers.filter(
    ({ volumeMounts = [] }) => !volumeMounts.some((mount: any) => mount.mountPath === mountPath),
  )
  for (const container of needy) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }]
  }
  if (existing === undefined && needy.length > 0) {
    spec.volumes = [...(spec.volumes ?? []), { name, projected: tokenSource() }]
  }
}

function tokenSource(): Record<string, unknown> {
  return {
    sources: [
      { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 0o644,
  }
}
