import { invalid, type FieldError } from '../../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain } from '../../../../apimachinery/names.ts'
import { invalidFor } from './fields.ts'

const maxSpecKiB = 64
const maxDomain = 256
const maxUser = 104
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x1f\x7f]/
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const dnsName = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`)

/** Upstream: validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(options: any, path: string): FieldError[] {
  if (!options) return []
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName: user } = options
  return [
    ...(specName === undefined
      ? []
      : invalidFor(`${path}.gmsaCredentialSpecName`, specName, isDNS1123Subdomain(specName))),
    ...(spec === undefined ? [] : invalidFor(`${path}.gmsaCredentialSpec`, spec, credentialSpecRules(spec))),
    ...(user === undefined ? [] : invalidFor(`${path}.runAsUserName`, user, userNameRules(user))),
  ]
}

function credentialSpecRules(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string']
  return Buffer.byteLength(spec) > maxSpecKiB * 1024 ? [`gmsaCredentialSpec size must be under ${maxSpecKiB} KiB`] : []
}

/** `DOMAIN\user` or `user`. */
function userNameRules(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (control.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const [domain, user = ''] = parts.length === 2 ? parts : [undefined, parts[0]]
  return [...(domain === undefined ? [] : domainRules(domain)), ...userRules(user)]
}

function domainRules(domain: string): string[] {
  const known = netBios.test(domain) || dnsName.test(domain)
  return [
    ...(domain.length >= maxDomain ? [`runAsUserName's Domain length must be under ${maxDomain} characters`] : []),
    ...(known ? [] : ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]),
  ]
}

function userRules(user: string): string[] {
  const forbidden = 'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'
  return [
    ...(user === '' ? ["runAsUserName's User cannot be empty"] : []),
    ...(user.length > maxUser ? [`runAsUserName's User length must not be longer than ${maxUser} characters`] : []),
    ...(/^[. ]+$/.test(user) ? ["runAsUserName's User cannot contain only periods or spaces"] : []),
    ...(/["/\\:;|=,+*?<>@[\]]/.test(user) ? [forbidden] : []),
  ]
}

/** Host-process containers are all or none, and on the host's network. Upstream: validateWindowsHostProcessPod. */
export function validateHostProcess(
  spec: any, containers: readonly { container: any; path: string }[], path: string,
): FieldError[] {
  const ofPod: boolean | undefined = spec.securityContext?.windowsOptions?.hostProcess
  const own = containers.map(
    ({ container }) => container.securityContext?.windowsOptions?.hostProcess as boolean | undefined,
  )
  const errors = containers.flatMap(({ path: at }, index) => {
    if (ofPod === undefined || own[index] === undefined || own[index] === ofPod) return []
    const message = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
    return [invalid(`${at}.securityContext.windowsOptions.hostProcess`, own[index], message)]
  })
  const count = own.filter((value) => value ?? ofPod ?? false).length
  if (count === 0) return errors
  if (count !== containers.length) {
    const message = 'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    errors.push(invalid(path, '', message))
  }
  if (!spec.hostNetwork) {
    const message = 'hostNetwork must be true if pod contains any hostProcess containers'
    errors.push(invalid(`${path}.hostNetwork`, false, message))
  }
  return errors
}
