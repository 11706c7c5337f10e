import { fieldValue, resourceValue } from '../pods/field-ref.ts'
import type { NodeFacts } from '../pods/field-ref.ts'
import type { IssuedToken, PodObjects } from '../pods/objects.ts'
import { identityOf, initContainersOf, mainContainersOf } from '../pods/pod.ts'
import type { Pod } from '../pods/pod.ts'
import type { ProjectedFile } from './atomic-writer.ts'
import { VolumeError, configMapData, keyedFiles, secretData } from './payload.ts'

const defaultMode = 0o644

/** What volumes that are made of files need. */
export interface SourceContext {
  objects: PodObjects
  facts: NodeFacts
  /** Tokens of this pod that still live, by audience; kept so that a volume is not rewritten at each look. */
  tokens: Map<string, IssuedToken & { refreshAt: number }>
  now: () => number
}

/** The files of a volume that is made of API objects; null when it is another kind of volume. */
export async function volumeFiles(pod: Pod, volume: any, context: SourceContext): Promise<ProjectedFile[] | null> {
  if (volume.configMap) {
    return configMapFiles(pod, volume.configMap, volume.configMap.defaultMode ?? defaultMode, context)
  }
  if (volume.secret) {
    const { secretName, ...source } = volume.secret
    return secretFiles(pod, { ...source, name: secretName }, source.defaultMode ?? defaultMode, context)
  }
  if (volume.downwardAPI) {
    return downwardFiles(pod, volume.downwardAPI, volume.downwardAPI.defaultMode ?? defaultMode, context)
  }
  if (!volume.projected) return null
  const mode: number = volume.projected.defaultMode ?? defaultMode
  const files: ProjectedFile[] = []
  for (const source of volume.projected.sources ?? []) files.push(...(await projectedFiles(pod, source, mode, context)))
  // Of two sources with one path the later wins, as upstream's map has it.
  return [...new Map(files.map((file) => [file.path, file])).values()]
}

async function projectedFiles(pod: Pod, source: any, mode: number, context: SourceContext): Promise<ProjectedFile[]> {
  if (source.configMap) return configMapFiles(pod, source.configMap, mode, context)
  if (source.secret) return secretFiles(pod, source.secret, mode, context)
  if (source.downwardAPI) return downwardFiles(pod, source.downwardAPI, mode, context)
  if (source.serviceAccountToken) return [await tokenFile(pod, source.serviceAccountToken, mode, context)]
  return []
}

async function configMapFiles(
  pod: Pod, source: any, mode: number, { objects }: SourceContext,
): Promise<ProjectedFile[]> {
  const optional = source.optional === true
  const found = await objects.configMap(pod.metadata.namespace, source.name)
  if (found === null && !optional) throw new VolumeError(`configmap "${source.name}" not found`)
  const data = found === null ? new Map<string, Buffer>() : configMapData(found)
  return keyedFiles(data, { items: source.items, mode, optional, what: 'configmap' })
}

async function secretFiles(pod: Pod, source: any, mode: number, { objects }: SourceContext): Promise<ProjectedFile[]> {
  const optional = source.optional === true
  const found = await objects.secret(pod.metadata.namespace, source.name)
  if (found === null && !optional) throw new VolumeError(`secret "${source.name}" not found`)
  const data = found === null ? new Map<string, Buffer>() : secretData(found)
  return keyedFiles(data, { items: source.items, mode, optional, what: 'secret' })
}

function downwardFiles(pod: Pod, source: any, mode: number, { facts }: SourceContext): ProjectedFile[] {
  return (source.items ?? []).map((item: any) => ({
    path: item.path,
    data: Buffer.from(downwardValue(pod, item, facts)),
    mode: item.mode ?? mode,
  }))
}

function downwardValue(pod: Pod, item: any, facts: NodeFacts): string {
  if (item.fieldRef) return fieldValue(pod, item.fieldRef.fieldPath, facts) ?? ''
  const { containerName } = item.resourceFieldRef
  const container = [...mainContainersOf(pod), ...initContainersOf(pod)].find(({ name }) => name === containerName)
  return container ? resourceValue(container, item.resourceFieldRef, facts) : ''
}

/** A token is asked for anew when four fifths of its life are over, as upstream's token manager does. */
async function tokenFile(
  pod: Pod, source: any, projectedMode: number, { objects, tokens, now }: SourceContext,
): Promise<ProjectedFile> {
  const key = `${source.audience ?? ''}/${source.expirationSeconds ?? 3600}`
  let kept = tokens.get(key)
  if (kept === undefined || kept.refreshAt <= now()) {
    const account = pod['spec'].serviceAccountName || 'default'
    const issued = await objects
      .token(identityOf(pod), account, source.audience, source.expirationSeconds ?? 3600)
      .catch((error: unknown) => {
        throw new VolumeError(
          `failed to fetch token: ${error instanceof Error ? error.message : String(error)}`, { cause: error },
        )
      })
    kept = { ...issued, refreshAt: now() + (issued.expires - now()) * 0.8 }
    tokens.set(key, kept)
  }
  // Where a user or a group of its own is to read it, others need not.
  const user = commonUserOf(pod)
  const mode = user !== undefined || pod['spec'].securityContext?.fsGroup !== undefined ? 0o600 : projectedMode
  return { path: source.path, data: Buffer.from(kept.token), mode, ...(user === undefined ? {} : { user }) }
}

/** The user that all containers of a pod run as, if there is one. Upstream: FsUserFrom. */
function commonUserOf(pod: Pod): number | undefined {
  const ofPod: number | undefined = pod['spec'].securityContext?.runAsUser
  const all = [...initContainersOf(pod), ...mainContainersOf(pod)]
  const users = all.map((one): number | undefined => one['securityContext']?.runAsUser ?? ofPod)
  return users.every((user) => user === users[0]) ? users[0] : undefined
}
