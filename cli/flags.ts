import { homedir, hostname } from 'node:os'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { logLevels } from '../apimachinery/log.ts'
import { usageFailure } from './failure.ts'
import { shown } from './shown.ts'

/**
 * A flag as a row. Its value comes from the command line, else from `CORACLE_<NAME>`, else from the
 * config file under the same name, else from `fallback`. Names are k3s's.
 */
export interface Flag {
  name: string
  kind: 'string' | 'boolean' | 'number' | 'list'
  /** What stands behind the name in the help, such as `DIR`. */
  value?: string
  help: string
  fallback: unknown
  /** Says what is wrong with a value, as the end of a sentence; nothing when all is well. */
  check?(value: never): string | undefined
}

const asRoot = process.getuid?.() === 0
const defaultDataDir = asRoot ? '/var/lib/coracle' : join(homedir(), '.local/share/coracle')
const configDir = asRoot ? '/etc/coracle' : join(homedir(), '.config/coracle')
export const defaultConfigFile = join(configDir, 'config.yaml')
const defaultKubeconfig = join(configDir, 'kubeconfig.yaml')

const checkPort = (port: number) =>
  (Number.isInteger(port) && port >= 0 && port <= 65535 ? undefined : 'must be a port, 0 to 65535')
const checkCount = (count: number) =>
  (Number.isInteger(count) && count > 0 && count <= 1_000_000 ? undefined : 'must be a whole number above zero')
const checkAddress = (address: string) => (isIP(address) ? undefined : 'must be an IP address')
const checkLevel = (level: string) =>
  (logLevels as readonly string[]).includes(level) ? undefined : `must be one of ${logLevels.join(', ')}`
const checkMode = (mode: string) => (/^0?[0-7]{3}$/.test(mode) ? undefined : 'must be an octal file mode such as 600')
const checkNodeName = (name: string) =>
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name) ? undefined : 'must be a lowercase DNS name'

/** IPv4 only, and wide enough for a network and a host in it. */
function checkCidr(cidr: string): string | undefined {
  const [address = '', bits = ''] = cidr.split('/')
  return isIP(address) === 4 && /^\d{1,2}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= 28
    ? undefined
    : 'must be an IPv4 network such as 10.43.0.0/16, from /8 to /28'
}

const dataDir: Flag = {
  name: 'data-dir', kind: 'string', value: 'DIR', help: 'where all state is kept', fallback: defaultDataDir,
}
const logLevel: Flag = {
  name: 'log-level', kind: 'string', value: 'LEVEL', help: logLevels.join(', '), fallback: 'info', check: checkLevel,
}
const nodeName: Flag = {
  name: 'node-name', kind: 'string', value: 'NAME', help: 'the name of this host as a node',
  fallback: hostname().toLowerCase(), check: checkNodeName,
}
const clusterDomain: Flag = {
  name: 'cluster-domain', kind: 'string', value: 'DOMAIN', help: 'the DNS domain of the cluster',
  fallback: 'cluster.local',
}
const install: Flag = {
  name: 'install', kind: 'boolean', help: 'install podman with apt where it is missing', fallback: false,
}
const config: Flag = {
  name: 'config', kind: 'string', value: 'FILE', help: 'a YAML file with flags by name', fallback: defaultConfigFile,
}
const kubeletPort: Flag = {
  name: 'kubelet-port', kind: 'number', value: 'PORT', help: "the port of this host's kubelet API", fallback: 10250,
  check: checkPort,
}

export const serverFlags: readonly Flag[] = [
  config,
  dataDir,
  {
    name: 'bind-address', kind: 'string', value: 'IP', help: 'the address to serve the API at', fallback: '0.0.0.0',
    check: checkAddress,
  },
  {
    name: 'https-listen-port', kind: 'number', value: 'PORT', help: 'the port to serve the API at', fallback: 6443,
    check: checkPort,
  },
  {
    name: 'tls-san', kind: 'list', value: 'NAME', help: 'a further name or address in the server certificate',
    fallback: [],
  },
  {
    name: 'write-kubeconfig', kind: 'string', value: 'FILE', help: "where to write the administrator's kubeconfig",
    fallback: defaultKubeconfig,
  },
  {
    name: 'write-kubeconfig-mode', kind: 'string', value: 'MODE', help: 'its file mode', fallback: '600',
    check: checkMode,
  },
  nodeName,
  {
    name: 'cluster-cidr', kind: 'string', value: 'CIDR', help: 'the network of pods', fallback: '10.42.0.0/16',
    check: checkCidr,
  },
  {
    name: 'service-cidr', kind: 'string', value: 'CIDR', help: 'the network of services', fallback: '10.43.0.0/16',
    check: checkCidr,
  },
  clusterDomain,
  kubeletPort,
  {
    name: 'max-requests-inflight', kind: 'number', value: 'N', help: 'how many reading requests run at a time',
    fallback: 400, check: checkCount,
  },
  {
    name: 'max-mutating-requests-inflight', kind: 'number', value: 'N',
    help: 'how many more for the writing ones; priority and fairness divides the sum', fallback: 200, check: checkCount,
  },
  { name: 'disable-agent', kind: 'boolean', help: 'run no pods on this host', fallback: false },
  { name: 'disable-controller-manager', kind: 'boolean', help: 'run no controllers', fallback: false },
  { name: 'disable-scheduler', kind: 'boolean', help: 'run no scheduler', fallback: false },
  install,
  logLevel,
]

export const agentFlags: readonly Flag[] = [
  config,
  dataDir,
  {
    name: 'kubeconfig', kind: 'string', value: 'FILE', help: 'how to reach the API server', fallback: defaultKubeconfig,
  },
  nodeName,
  {
    name: 'pod-cidr', kind: 'string', value: 'CIDR', help: 'the network of the pods of this host',
    fallback: '10.42.0.0/24', check: checkCidr,
  },
  clusterDomain,
  kubeletPort,
  install,
  logLevel,
]

export const kubeconfigFlags: readonly Flag[] = [
  dataDir,
  {
    name: 'server', kind: 'string', value: 'URL', help: 'the address clients reach the server at',
    fallback: 'https://127.0.0.1:6443',
  },
]

/** The environment variable that sets a flag. */
export function variableOf(flag: Flag): string {
  return `CORACLE_${flag.name.toUpperCase().replaceAll('-', '_')}`
}

/**
 * The value of every flag, by name. Throws a Failure that names the flag, variable or key that is wrong.
 * `file` is the parsed config file; `given` is what stood on the command line.
 */
export function resolveFlags(
  flags: readonly Flag[],
  sources: { given: Record<string, unknown>; env: NodeJS.ProcessEnv; file: Record<string, unknown> },
): Record<string, unknown> {
  const known = new Set(flags.map(({ name }) => name))
  const stranger = Object.keys(sources.file).find((key) => !known.has(key))
  if (stranger !== undefined) throw usageFailure(`unknown key ${shown(stranger)} in the config file`)
  return Object.fromEntries(flags.map((flag) => [flag.name, resolveFlag(flag, sources)]))
}

function resolveFlag(flag: Flag, { given, env, file }: Parameters<typeof resolveFlags>[1]): unknown {
  const variable = variableOf(flag)
  const found =
    given[flag.name] !== undefined
      ? { value: given[flag.name], from: `--${flag.name}` }
      : env[variable] !== undefined && env[variable] !== ''
        ? { value: env[variable], from: variable }
        : Object.hasOwn(file, flag.name) && file[flag.name] !== null
          ? { value: file[flag.name], from: `'${flag.name}' in the config file` }
          : undefined
  if (!found) return flag.fallback
  const value = convert(flag, found.value, found.from)
  const wrong = flag.check?.(value as never)
  if (wrong !== undefined) throw usageFailure(`${found.from} ${wrong}, not ${shown(found.value)}`)
  return value
}

function convert(flag: Flag, value: unknown, from: string): unknown {
  if (flag.kind === 'list') {
    return (Array.isArray(value) ? value : [value]).flatMap((item) => textOf(item, from).split(','))
  }
  const text = textOf(value, from)
  if (flag.kind === 'number') {
    const number = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isNaN(number)) throw usageFailure(`${from} must be a number, not ${shown(value)}`)
    return number
  }
  if (flag.kind === 'boolean') {
    if (text === 'true' || text === '1') return true
    if (text === 'false' || text === '0') return false
    throw usageFailure(`${from} must be true or false, not ${shown(value)}`)
  }
  return text
}

/** No name, address or path has more than one line. */
function textOf(value: unknown, from: string): string {
  if (typeof value === 'object') throw usageFailure(`${from} must be a single value`)
  const text = String(value)
  if (/[\u0000-\u001f\u007f]/.test(text)) throw usageFailure(`${from} must be a single line, not ${shown(text)}`)
  return text
}
