import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { isMap, readYaml, UnusableFileError } from './read-yaml.ts'
import { shown } from './shown.ts'

/**
 * The current context of a kubeconfig's text, with its cluster and user and nothing else, as a kubeconfig in JSON. The
 * client library takes what it is given; what is wrong is said here. `folder` is where the files that it names lie.
 *
 * @throws UnusableFileError
 */
export function currentContextOf(text: string, folder: string): string {
  const config = readYaml(text)
  if (!isMap(config)) throw new UnusableFileError('it is no kubeconfig')
  const current = config['current-context']
  if (typeof current !== 'string' || current === '') throw new UnusableFileError('it has no current context')
  const context = entryOf(config, 'context', current)
  const [clusterName, userName] = [nameIn(context, 'cluster', current), nameIn(context, 'user', current)]
  const cluster = entryOf(config, 'cluster', clusterName)
  const user = entryOf(config, 'user', userName)
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': current,
    contexts: [{ name: current, context: { cluster: clusterName, user: userName } }],
    clusters: [{ name: clusterName, cluster: checkedCluster(cluster, clusterName, folder) }],
    users: [{ name: userName, user: checkedUser(user, userName, folder) }],
  })
}

type Entry = Record<string, unknown>

/** What stands under `name` in `contexts`, `clusters` or `users`. */
function entryOf(config: Entry, kind: 'context' | 'cluster' | 'user', name: string): Entry {
  const all = config[`${kind}s`]
  if (!Array.isArray(all)) throw new UnusableFileError(`it has no list of ${kind}s`)
  const found = all.find((one) => isMap(one) && one['name'] === name) as Entry | undefined
  if (!found) throw new UnusableFileError(`it has no ${kind} ${shown(name)}`)
  const entry = found[kind] ?? {}
  if (!isMap(entry)) throw new UnusableFileError(`its ${kind} ${shown(name)} is no map`)
  return entry
}

function nameIn(context: Entry, kind: 'cluster' | 'user', of: string): string {
  const name = context[kind]
  if (typeof name === 'string' && name !== '') return name
  throw new UnusableFileError(`its context ${shown(of)} names no ${kind}`)
}

const clusterTexts = [
  'server', 'certificate-authority', 'certificate-authority-data', 'tls-server-name', 'proxy-url',
] as const
const userTexts = [
  'client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'username',
  'password', 'as',
] as const

function checkedCluster(cluster: Entry, name: string, folder: string): Entry {
  const what = `cluster ${shown(name)}`
  const texts = textsOf(cluster, clusterTexts, what)
  const server = texts['server'] ?? ''
  if (!/^https?:$/.test(protocolOf(server))) {
    throw new UnusableFileError(`the server of its ${what} is no URL with https or http: ${shown(server)}`)
  }
  checkPem(texts, 'certificate-authority-data', what, (pem) => new X509Certificate(pem))
  return {
    ...withPaths(texts, ['certificate-authority'], folder),
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] === true,
  }
}

function checkedUser(user: Entry, name: string, folder: string): Entry {
  const what = `user ${shown(name)}`
  const texts = textsOf(user, userTexts, what)
  checkPem(texts, 'client-certificate-data', what, (pem) => new X509Certificate(pem))
  checkPem(texts, 'client-key-data', what, createPrivateKey)
  const { tokenFile, ...rest } = withPaths(texts, ['client-certificate', 'client-key', 'tokenFile'], folder)
  const { exec, 'auth-provider': provider } = user
  for (const one of [exec, provider]) {
    if (one !== undefined && one !== null && !isMap(one)) {
      throw new UnusableFileError(`the way in which its ${what} logs in is no map`)
    }
  }
  // The client library knows this one under another name.
  return { ...rest, ...(tokenFile && { 'token-file': tokenFile }), exec, 'auth-provider': provider }
}

function textsOf(entry: Entry, names: readonly string[], what: string): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name of names) {
    const value = entry[name] ?? ''
    if (typeof value !== 'string') throw new UnusableFileError(`${name} of its ${what} is no text`)
    // No more than a space may stand in an address, a path or a header.
    if (/[\u0000-\u001f\u007f]/.test(value.trim()) && !name.endsWith('-data')) {
      throw new UnusableFileError(`${name} of its ${what} is more than one line`)
    }
    if (value !== '') texts[name] = value
  }
  return texts
}

function protocolOf(server: string): string {
  return URL.parse(server)?.protocol ?? ''
}

function checkPem(texts: Record<string, string>, name: string, what: string, read: (pem: Buffer) => unknown): void {
  const value = texts[name]
  if (value === undefined) return
  try {
    read(Buffer.from(value, 'base64'))
  } catch {
    throw new UnusableFileError(`${name} of its ${what} cannot be read`)
  }
}

/** Paths are relative to the kubeconfig, not to where the command runs. */
function withPaths(texts: Record<string, string>, names: readonly string[], folder: string): Record<string, string> {
  const paths = names.flatMap((name) => {
    const path = texts[name]
    return path === undefined ? [] : [[name, isAbsolute(path) ? path : join(folder, path)]]
  })
  return { ...texts, ...Object.fromEntries(paths) as Record<string, string> }
}
