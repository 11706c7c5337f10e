/** Where webhooks are called. Upstream: k8s.io/apiserver/pkg/util/webhook/validation.go. */
import { invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isDNS1123Subdomain, isValidPortNum } from '../../../apimachinery/names.ts'

interface Url { scheme: string; host: string; user: string | undefined; query: string; fragment: string }

const form = '; desired format: https://host[/path]'
const urlShape = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s

/** An https address with nothing but host and path. */
export function validateWebhookUrl(url: string, path: string): FieldError[] {
  const problem = parseError(url)
  if (problem !== undefined) {
    return [required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: ${problem}${form}`)]
  }
  const { scheme, host, user, query, fragment } = parse(url)
  return [
    ...(scheme === 'https' ? [] : [invalid(path, scheme, `'https' is the only allowed URL scheme${form}`)]),
    ...(host === '' ? [invalid(path, '', `host must be specified${form}`)] : []),
    ...(user === undefined ? [] : [invalid(path, user, 'user information is not permitted in the URL')]),
    ...(fragment === '' ? [] : [invalid(path, fragment, 'fragments are not permitted in the URL')]),
    ...(query === '' ? [] : [invalid(path, query, 'query parameters are not permitted in the URL')]),
  ]
}

function parse(url: string): Url {
  const [, scheme = '', user, host = '', query = '', fragment = ''] = urlShape.exec(url) ?? []
  return { scheme: scheme.toLowerCase(), host, user, query, fragment }
}

/** What Go's net/url says of a text that is no address. */
function parseError(url: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL'
  if (url.startsWith(':')) return 'missing protocol scheme'
  const [first = ''] = url.split('/')
  if (first.includes(':') && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(first)) {
    return 'first path segment in URL cannot contain colon'
  }
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(url.split('?')[0] ?? '')
  if (escape) return `invalid URL escape ${JSON.stringify(escape[0])}`
  const { host } = parse(url)
  const strange = /[ <>"\\^`{|}]/.exec(host)
  if (strange) return `invalid character ${JSON.stringify(strange[0])} in host name`
  const port = /:([^\]:]*)$/.exec(host)
  return port && !/^\d*$/.test(port[1] ?? '') ? `invalid port ${JSON.stringify(port[0])} after host` : undefined
}

/** Upstream: webhook config's ServiceReference. */
export interface WebhookService { name?: string; namespace?: string; path?: string; port?: number }

/** `first` and `second` are the fields that upstream's caller passes for the namespace and the name. */
export function validateWebhookService(
  { path, port = 0, ...names }: WebhookService, at: string,
  [first, second]: readonly ['name' | 'namespace', 'name' | 'namespace'],
): FieldError[] {
  const portErrors = isValidPortNum(port)
  return [
    ...(names[second] ? [] : [required(`${at}.name`)]),
    ...(names[first] ? [] : [required(`${at}.namespace`)]),
    ...(portErrors.length > 0 ? [invalid(`${at}.port`, port, `port is not valid: ${portErrors.join(', ')}`)] : []),
    ...(path === undefined || path === null ? [] : validatePath(path, `${at}.path`)),
  ]
}

function validatePath(value: string, path: string): FieldError[] {
  const wrong = (why: string): FieldError => invalid(path, value, why)
  if (value === '' || value === '/') return []
  if (value === '//') return [wrong('segment[0] may not be empty')]
  const segments = value.slice(1).replace(/\/$/, '').split('/')
  return [
    ...(value.startsWith('/') ? [] : [wrong("must start with a '/'")]),
    ...segments.flatMap((segment, at) => (segment === '' ? [wrong(`segment[${at}] may not be empty`)]
      : isDNS1123Subdomain(segment).map((message) => wrong(`segment[${at}]: ${message}`)))),
  ]
}
