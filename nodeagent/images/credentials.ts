import type { KubeObject } from '../../apimachinery/meta.ts'

/** What a registry asks for. */
export interface RegistryCredential {
  username: string
  password: string
}

interface Entry {
  /** `registry.test:5000/team`, or a host with `*` for whole parts of its name. */
  where: string
  credential: RegistryCredential
}

const dockerHub = 'index.docker.io'

/** All credentials for an image that pull secrets hold, the most specific first. Upstream: DockerKeyring.Lookup. */
export function credentialsFor(image: string, secrets: readonly KubeObject[]): RegistryCredential[] {
  const entries = secrets.flatMap(entriesOf).sort((a, b) => (a.where < b.where ? 1 : a.where > b.where ? -1 : 0))
  const wanted = image.replace(/@.*$/, '').replace(/:[^/]*$/, '').replace(/^docker\.io\//, `${dockerHub}/`)
  return entries.filter(({ where }) => matches(where, wanted)).map(({ credential }) => credential)
}

function entriesOf(secret: KubeObject): Entry[] {
  const { '.dockerconfigjson': config, '.dockercfg': old } = secret['data'] ?? {}
  const text = Buffer.from(config ?? old ?? '', 'base64').toString()
  try {
    const parsed = JSON.parse(text)
    const auths: Record<string, any> = (config === undefined ? parsed : parsed.auths) ?? {}
    return Object.entries(auths).map(([address, auth]) => ({ where: placeOf(address), credential: credentialOf(auth) }))
  } catch {
    // What cannot be read is no credential; the registry will say so.
    return []
  }
}

function placeOf(address: string): string {
  const [host = '', ...path] = address.replace(/^https?:\/\//, '').split('/')
  const rest = (['v1', 'v2'].includes(path[0] ?? '') ? path.slice(1) : path).join('/').replace(/\/$/, '')
  return `${host === 'docker.io' ? dockerHub : host}${rest === '' ? '' : `/${rest}`}`
}

function credentialOf({ username, password, auth }: any): RegistryCredential {
  if (!auth) return { username: username ?? '', password: password ?? '' }
  const [, user = '', word = ''] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(auth, 'base64').toString()) ?? []
  return { username: user, password: word.replace(/\0+$/, '') }
}

/** Hosts match part by part, ports exactly, paths by their start. Upstream: URLsMatch. */
function matches(where: string, image: string): boolean {
  const [host = '', ...path] = where.split('/')
  const [imageHost = '', ...imagePath] = image.split('/')
  const [name = '', port = ''] = host.split(':')
  const [imageName = '', imagePort = ''] = imageHost.split(':')
  const parts = name.split('.')
  const imageParts = imageName.split('.')
  if (port !== imagePort || parts.length !== imageParts.length) return false
  if (!parts.every((part, at) => pattern(part).test(imageParts[at] ?? ''))) return false
  return imagePath.join('/').startsWith(path.join('/'))
}

const pattern = (part: string): RegExp =>
  new RegExp(`^${part.replace(/[^\w*-]/g, String.raw`\$&`).replaceAll('*', '.*')}$`)
